import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Item, ItemList } from './ItemList.tsx';
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
    <ItemList>
      {props.items.map((item) => (
        <Item
          key={item.id}
          title={item.title}
          badges={<StatusBadge tone={tones[item.state]}>{t(`secretStates.${item.state}`)}</StatusBadge>}
          actions={item.action}
        >
          <dl className={classes.facts}>
            {item.facts.map(([name, value]) => (
              <div key={name}>
                <dt>{name}</dt>
                <dd>{value}</dd>
              </div>
            ))}
          </dl>
        </Item>
      ))}
    </ItemList>
  );
}
