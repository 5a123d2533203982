import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './SecretList.module.css';
import { StatusBadge, type Tone } from './StatusBadge.tsx';

export type SecretState = 'valid' | 'expired' | 'revoked';

const tones: Readonly<Record<SecretState, Tone>> = { valid: 'good', expired: 'warn', revoked: 'neutral' };

/** Tokens or keys: what tells them apart, whether they still open anything, and what can be done with each. */
export function SecretList(props: {
  items: readonly {
    readonly id: string;
    readonly title: string;
    readonly state: SecretState;
    readonly facts: readonly (readonly [name: string, value: ReactNode])[];
    readonly action: ReactNode;
  }[];
}) {
  const { t } = useTranslation();
  return (
    <ul className={classes.list}>
      {props.items.map((item) => (
        <li key={item.id} className={classes.item} data-state={item.state}>
          <div className={classes.words}>
            <div className={classes.titleLine}>
              <span className={classes.title}>{item.title}</span>
              <StatusBadge tone={tones[item.state]}>{t(`secretStates.${item.state}`)}</StatusBadge>
            </div>
            <dl className={classes.facts}>
              {item.facts.map(([name, value]) => (
                <div key={name}>
                  <dt>{name}</dt>
                  <dd>{value}</dd>
                </div>
              ))}
            </dl>
          </div>
          {item.action}
        </li>
      ))}
    </ul>
  );
}
