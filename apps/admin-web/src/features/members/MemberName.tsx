import { Link } from '@tanstack/react-router';
import { Initials } from '../../shared/ui/Initials.tsx';
import classes from './MemberName.module.css';
import type { Member } from './types.ts';

/** A member in a list: mark, name as a link to their page, address below. */
export function MemberName(props: { member: Pick<Member, 'id' | 'name' | 'email'> }) {
  const { id, name, email } = props.member;
  return (
    <div className={classes.member}>
      <Initials name={name} />
      <div className={classes.words}>
        <Link to="/members/$memberId" params={{ memberId: id }} className={classes.name}>
          {name}
        </Link>
        <div className={classes.email}>{email}</div>
      </div>
    </div>
  );
}
