import { Checkbox, PasswordInput, Textarea, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import classes from './DestinationFields.module.css';
import { secretOf } from './destination-kinds.ts';
import type { Destination, DestinationKind } from './types.ts';

type Fields = ReadonlyMap<string, string> | undefined;

/** The inputs of a kind of destination, by the names that `settingsFrom` reads. `before` fills them for a change. */
export function DestinationFields(props: { kind: DestinationKind; before?: Destination; fields: Fields }) {
  const { kind, before, fields } = props;
  const settings = before?.settings;
  return (
    <>
      {kind === 'webhook' && (
        <Text
          name="url"
          example="https://siem.example.co.jp/sekisho"
          before={valueIn(settings, 'url')}
          fields={fields}
        />
      )}
      {kind === 'syslog' && (
        <div className={classes.pair}>
          <Text name="host" example="siem.example.co.jp" before={valueIn(settings, 'host')} fields={fields} />
          <Text name="port" example="6514" before={valueIn(settings, 'port')} fields={fields} numeric />
        </div>
      )}
      {kind === 'splunk-hec' && (
        <>
          <Text
            name="url"
            example="https://splunk.example.co.jp:8088"
            before={valueIn(settings, 'url')}
            fields={fields}
          />
          <div className={classes.pair}>
            <Text name="index" example="main" before={valueIn(settings, 'index')} fields={fields} />
            <Text name="sourcetype" example="sekisho:audit" before={valueIn(settings, 'sourcetype')} fields={fields} />
          </div>
        </>
      )}
      {kind === 's3' && (
        <>
          <Text
            name="endpoint"
            example="https://s3.ap-northeast-1.amazonaws.com"
            before={valueIn(settings, 'endpoint')}
            fields={fields}
          />
          <div className={classes.pair}>
            <Text name="region" example="ap-northeast-1" before={valueIn(settings, 'region')} fields={fields} />
            <Text name="bucket" example="audit-log" before={valueIn(settings, 'bucket')} fields={fields} />
          </div>
          <Text name="prefix" example="sekisho/" before={valueIn(settings, 'prefix')} fields={fields} />
          <Text
            name="accessKeyId"
            example="AKIAIOSFODNN7EXAMPLE"
            before={valueIn(settings, 'accessKeyId')}
            fields={fields}
          />
          <PathStyle checked={settings?.kind === 's3' ? settings.pathStyle : true} />
        </>
      )}
      {kind === 'file' && (
        <Text name="folder" example="siem/audit" before={valueIn(settings, 'folder')} fields={fields} />
      )}
      {secretOf(kind) !== 'none' && <Secret kind={kind} before={before} fields={fields} />}
      {kind !== 'file' && <Certificate before={valueIn(settings, 'caCertificate')} fields={fields} />}
    </>
  );
}

type TextName =
  | 'url'
  | 'host'
  | 'port'
  | 'index'
  | 'sourcetype'
  | 'endpoint'
  | 'region'
  | 'bucket'
  | 'prefix'
  | 'accessKeyId'
  | 'folder';

function Text(props: { name: TextName; example: string; before: string; fields: Fields; numeric?: boolean }) {
  const { t } = useTranslation();
  return (
    <TextInput
      name={props.name}
      label={t(`forwarding.fields.${props.name}`)}
      description={t(`forwarding.hints.${props.name}`)}
      placeholder={props.example}
      defaultValue={props.before}
      autoCapitalize="none"
      spellCheck={false}
      {...(props.numeric === true ? { inputMode: 'numeric' } : {})}
      error={props.fields?.get(`settings.${props.name}`)}
    />
  );
}

function PathStyle(props: { checked: boolean }) {
  const { t } = useTranslation();
  return (
    <Checkbox
      name="pathStyle"
      defaultChecked={props.checked}
      label={t('forwarding.fields.pathStyle')}
      description={t('forwarding.hints.pathStyle')}
    />
  );
}

function Secret(props: { kind: DestinationKind; before: Destination | undefined; fields: Fields }) {
  const { t } = useTranslation();
  const { kind, before } = props;
  const name = kind === 'webhook' ? 'signingSecret' : kind === 's3' ? 'secretAccessKey' : 'token';
  return (
    <PasswordInput
      name="secret"
      label={t(`forwarding.fields.${name}`)}
      description={
        before === undefined
          ? t(`forwarding.hints.${name}`)
          : t('forwarding.secretKept', { hint: before.secretHint ?? '—' })
      }
      autoComplete="off"
      visibilityToggleButtonProps={{ 'aria-label': t('forwarding.showSecret') }}
      error={props.fields?.get('secret')}
    />
  );
}

function Certificate(props: { before: string; fields: Fields }) {
  const { t } = useTranslation();
  return (
    <Textarea
      name="caCertificate"
      label={t('forwarding.fields.caCertificate')}
      description={t('forwarding.hints.caCertificate')}
      placeholder="-----BEGIN CERTIFICATE-----"
      rows={3}
      spellCheck={false}
      defaultValue={props.before}
      error={props.fields?.get('settings.caCertificate')}
    />
  );
}

/** A setting as an input shows it; empty where the settings are of another kind or there are none. */
function valueIn(settings: Destination['settings'] | undefined, name: TextName | 'caCertificate'): string {
  const value = Object.entries(settings ?? {}).find(([key]) => key === name)?.[1];
  return value === undefined || value === null ? '' : String(value);
}
