import { expect, it } from 'vitest';
import { defaultSessionLifetime, isSessionAlive } from './session.ts';
import { now } from './testing/samples.ts';

const ago = (milliseconds: number) => new Date(now.getTime() - milliseconds);

it.each([
  ['just started', ago(0), ago(-1), true],
  ['used a moment before the idle end', ago(defaultSessionLifetime.idleMs - 1), ago(-1), true],
  ['unused until the idle end', ago(defaultSessionLifetime.idleMs), ago(-1), false],
  ['at its absolute end, though in use', ago(0), ago(0), false],
])('a session %s', (_sentence, lastSeenAt, expiresAt, expected) => {
  expect(isSessionAlive({ createdAt: ago(0), lastSeenAt, expiresAt }, defaultSessionLifetime, now)).toBe(expected);
});
