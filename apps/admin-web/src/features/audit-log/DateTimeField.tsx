import { TextInput } from '@mantine/core';
import { useEffect, useState } from 'react';

/** A moment in the reader's time zone. It counts when the field is left or Enter pressed, not at each digit. */
export function DateTimeField(props: { label: string; value: string; onCommit: (wallTime: string) => void }) {
  const [typed, setTyped] = useState(props.value);
  useEffect(() => setTyped(props.value), [props.value]);
  const commit = () => {
    if (typed !== props.value) props.onCommit(typed);
  };
  return (
    <TextInput
      type="datetime-local"
      label={props.label}
      value={typed}
      onChange={(event) => setTyped(event.currentTarget.value)}
      onBlur={commit}
      onKeyDown={(event) => {
        if (event.key === 'Enter') commit();
      }}
    />
  );
}
