import { describe, expect, it } from 'vitest';
import { needsOf } from './needs.ts';

const verified = { name: 'example.co.jp', state: 'verified' as const };
const running = { id: 'c1', name: 'Entra ID', state: 'enabled' as const, userCount: 12 };

describe('needsOf', () => {
  it('asks a new organisation for a domain, then a connection', () => {
    expect(needsOf({ needsDomain: true, domains: [], connections: [] }).map((need) => need.kind)).toEqual([
      'verifyDomain',
      'connect',
    ]);
  });

  it('asks nothing of one that runs', () => {
    expect(needsOf({ needsDomain: true, domains: [verified], connections: [running] })).toEqual([]);
  });

  it('puts what has stopped before what is still to be done', () => {
    const needs = needsOf({
      needsDomain: true,
      domains: [{ name: 'old.example', state: 'lapsed' }],
      connections: [
        { ...running, id: 'c2', userCount: 0 },
        { ...running, id: 'c3', state: 'disabled' },
      ],
    });
    expect(needs.map((need) => [need.kind, need.urgent])).toEqual([
      ['lapsedDomain', true],
      ['disabledConnection', true],
      ['emptyConnection', false],
    ]);
  });

  it('still asks for a domain while none is proven', () => {
    const needs = needsOf({
      needsDomain: true,
      domains: [{ name: 'new.example', state: 'pending' }],
      connections: [running],
    });
    expect(needs.map((need) => need.kind)).toEqual(['verifyDomain']);
  });

  it('asks for none where addresses may be any', () => {
    expect(needsOf({ needsDomain: false, domains: [], connections: [running] })).toEqual([]);
  });
});
