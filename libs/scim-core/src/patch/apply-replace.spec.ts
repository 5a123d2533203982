import { describe, expect, it } from 'vitest';
import { defineResourceType, userType } from '../schema/resource-type.ts';
import { complex, simple } from '../schema/schema.ts';
import { applyReplace } from './apply-replace.ts';

const badge = defineResourceType({
  name: 'Badge',
  endpoint: '/Badges',
  description: 'Badge',
  schema: {
    id: 'urn:example:schemas:Badge',
    name: 'Badge',
    description: 'Badge',
    attributes: [
      simple('serial', 'string', 'Serial number', { mutability: 'immutable' }),
      simple('colour', 'string', 'Colour'),
      complex('holder', 'Holder', [
        simple('since', 'dateTime', 'Since', { mutability: 'immutable' }),
        simple('note', 'string', 'Note'),
      ]),
    ],
  },
});

describe('applyReplace', () => {
  it('clears what was left out', () => {
    expect(applyReplace(userType, { userName: 'a', title: 'x', shoeSize: 27 }, { userName: 'a' })).toEqual({
      resource: { userName: 'a' },
      changed: true,
    });
  });

  it('changes nothing when nothing differs but the order of members', () => {
    const current = { userName: 'a', name: { givenName: 'x', familyName: 'y' } };
    const result = applyReplace(userType, current, { name: { familyName: 'y', givenName: 'x' }, userName: 'a' });
    expect(result.changed).toBe(false);
    expect(result.resource).toBe(current);
  });

  it('keeps immutable values, and refuses others for them', () => {
    const current = { serial: 'A1', colour: 'red', holder: { since: '2020-01-01T00:00:00Z', note: 'x' } };
    expect(applyReplace(badge, current, { colour: 'blue' }).resource).toEqual({
      serial: 'A1',
      colour: 'blue',
      holder: { since: '2020-01-01T00:00:00Z' },
    });
    expect(applyReplace(badge, { colour: 'red' }, { serial: 'B2' }).resource).toEqual({ serial: 'B2' });
    for (const incoming of [{ serial: 'B2' }, { serial: 'A1', holder: { since: '2021-01-01T00:00:00Z' } }]) {
      expect(() => applyReplace(badge, current, incoming)).toThrowError(
        expect.objectContaining({ status: 400, scimType: 'mutability' }),
      );
    }
  });
});
