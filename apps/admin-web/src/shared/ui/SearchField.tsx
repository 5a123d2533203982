import { CloseButton, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';

/** Search as you type: tells after a short rest, so that an address isn't rewritten and a list refetched at each key. */
export function SearchField(props: {
  label: string;
  placeholder?: string;
  value: string;
  onChange: (value: string) => void;
  className?: string;
}) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState(props.value);
  const told = useRef(props.value);
  const tell = useDebouncedCallback((value: string) => {
    told.current = value;
    props.onChange(value);
  }, 200);
  // The address changed from elsewhere (back button, a link): follow it, unless it is what we said ourselves.
  useEffect(() => {
    if (props.value === told.current) return;
    told.current = props.value;
    setTyped(props.value);
  }, [props.value]);
  const change = (value: string) => {
    setTyped(value);
    tell(value.trim());
  };
  return (
    <TextInput
      type="search"
      className={props.className}
      label={props.label}
      placeholder={props.placeholder}
      value={typed}
      onChange={(event) => change(event.currentTarget.value)}
      leftSection={<IconSearch size={20} aria-hidden />}
      rightSection={
        typed === '' ? null : (
          <CloseButton
            size={36}
            aria-label={t('common.clearNamed', { name: props.label })}
            onClick={() => change('')}
          />
        )
      }
    />
  );
}
