import { describe, expect, it } from 'vitest';
import { needsOf } from './needs.ts';

const verified = { name: 'example.co.jp', state: 'verified' as const };
const running = { id: 'c1', name: 'Entra ID', state: 'enabled' as const, userCount: 12 };
const quiet = {
  needsDomain: true,
  domains: [verified],
  connections: [running],
  brakes: [],
  openAlerts: 0,
  destinations: [],
};

describe('needsOf', () => {
  it('asks a new organisation for a domain, then a connection', () => {
    expect(needsOf({ ...quiet, domains: [], connections: [] }).map((need) => need.kind)).toEqual([
      'verifyDomain',
      'connect',
    ]);
  });

  it('asks nothing of one that runs', () => {
    expect(needsOf(quiet)).toEqual([]);
  });

  it('puts what waits for a decision first, then what has stopped, then what is still to be done', () => {
    const needs = needsOf({
      needsDomain: true,
      domains: [{ name: 'old.example', state: 'lapsed' }],
      connections: [
        { ...running, id: 'c2', userCount: 0 },
        { ...running, id: 'c3', state: 'disabled' },
      ],
      brakes: [
        { id: 'b1', connectionId: 'c3', state: 'holding', held: 40 },
        { id: 'b2', connectionId: 'c2', state: 'rejected', held: 0 },
        { id: 'b3', connectionId: 'c2', state: 'released', held: 0 },
      ],
      openAlerts: 3,
      destinations: [
        { id: 'd1', name: 'SIEM', health: { state: 'failing' } },
        { id: 'd2', name: '保管庫', health: { state: 'paused' } },
      ],
    });
    expect(needs.map((need) => [need.kind, need.urgent])).toEqual([
      ['heldBrake', true],
      ['rejectedBrake', true],
      ['openAlerts', true],
      ['failingDestination', true],
      ['lapsedDomain', true],
      ['disabledConnection', true],
      ['emptyConnection', false],
    ]);
    expect(needs[0]).toMatchObject({ name: 'Entra ID', brakeId: 'b1', count: 40 });
  });

  it('still asks for a domain while none is proven', () => {
    const needs = needsOf({ ...quiet, domains: [{ name: 'new.example', state: 'pending' }] });
    expect(needs.map((need) => need.kind)).toEqual(['verifyDomain']);
  });

  it('asks for none where addresses may be any', () => {
    expect(needsOf({ ...quiet, needsDomain: false, domains: [] })).toEqual([]);
  });

  it('asks for no connection of somebody who may not see them', () => {
    expect(needsOf({ ...quiet, needsDomain: false, domains: [], connections: null })).toEqual([]);
  });
});
