import { TextInput } from '@mantine/core';
import { useEffect, useId, useState } from 'react';

/**
 * A filter that matches a whole value: what is in the list is offered, anything else may be typed. It counts when it is
 * chosen, or when the reader leaves the field or presses Enter; half a name would find nothing.
 */
export function ChoiceField(props: {
  label: string;
  value: string;
  choices: readonly string[];
  onCommit: (value: string) => void;
}) {
  const listId = useId();
  const [typed, setTyped] = useState(props.value);
  useEffect(() => setTyped(props.value), [props.value]);
  const choices = [...new Set(props.choices)].sort();
  const commit = (value: string) => {
    if (value.trim() !== props.value) props.onCommit(value.trim());
  };
  return (
    <>
      <TextInput
        label={props.label}
        value={typed}
        list={listId}
        autoComplete="off"
        onChange={(event) => {
          const value = event.currentTarget.value;
          setTyped(value);
          if (value === '' || choices.includes(value)) commit(value);
        }}
        onBlur={() => commit(typed)}
        onKeyDown={(event) => {
          if (event.key === 'Enter') commit(typed);
        }}
      />
      <datalist id={listId}>
        {choices.map((choice) => (
          <option key={choice} value={choice} />
        ))}
      </datalist>
    </>
  );
}
