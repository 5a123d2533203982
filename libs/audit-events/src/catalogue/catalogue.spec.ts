import { describe, expect, it } from 'vitest';
import { extendCatalogue, findProduct } from './catalogue.ts';
import { catalogue } from './catalogue-data.ts';
import { parseCatalogueAdditions } from './parse-catalogue-additions.ts';
import { findPlan, plansWithAccessLog } from './plans.ts';

/** What the published list of recordable operations names, and the sample log shows. */
const known: [product: string, category: string, events: string[]][] = [
  ['Backlog', 'Issue', ['Add an issue', 'Update an issue', 'Delete an issue']],
  ['Backlog', 'Comment', ['Add a comment', 'Update a comment', 'Delete a comment']],
  ['Backlog', 'Wiki', ['Add a wiki page', 'Update a wiki page', 'Delete a wiki page']],
  ['Backlog', 'File', ['Add a file', 'Download a file', 'Delete a file']],
  ['Backlog', 'Git', ['Add a Git repository', 'Clone a Git repository', 'Push to a Git repository']],
  [
    'Backlog',
    'Project',
    [
      'Delete a project',
      'Add a category to a project',
      'Delete a category from a project',
      'Add a status to a project',
      'Update a status',
    ],
  ],
  ['Backlog', 'Personal setting', ['Edit email settings']],
  ['Backlog', 'Gantt Chart', ['Download a project Gantt chart as']],
  ['Cacoo', 'Diagram', ['Add a diagram']],
  ['Cacoo', 'Collaborator', ['Add a collaborator', 'Delete a collaborator']],
  ['Cacoo', 'Public link', ['Set a public link']],
  ['Cacoo', 'Comment', ['Add a comment', 'Update a comment', 'Delete a comment']],
  ['Apps', 'Member', ['Invite a member', 'Delete a member', 'Change a member role', 'Download the member list']],
  ['Apps', 'Managed account', ['Create a managed account', 'Update a managed account', 'Delete a managed account']],
  ['Apps', 'Team', ['Create a team', 'Delete a team', 'Add a team member', 'Delete a team member']],
  ['Apps', 'Contract', ['Change payment information', 'Change contractor information']],
];

describe('the catalogue', () => {
  it.each(known)('%s has %s with every event that the original names', (product, category, events) => {
    const found = findProduct(catalogue, product)?.categories.find(({ id }) => id === category);
    expect(found?.events.map(({ id }) => id)).toEqual(expect.arrayContaining(events));
  });

  it('has no id twice, and a name in Japanese for each', () => {
    const lists = [
      catalogue.products,
      ...catalogue.products.map(({ categories }) => categories),
      ...catalogue.products.flatMap(({ categories }) => categories.map(({ events }) => events)),
    ];
    for (const list of lists) {
      expect(new Set(list.map(({ id }) => id)).size).toBe(list.length);
      for (const { name } of list) expect(name.ja === '' || name.en === '').toBe(false);
    }
  });

  it('says which plans the access log comes with: only the largest of Backlog', () => {
    const plans = catalogue.products.map(({ id }) => [id, plansWithAccessLog(catalogue, id).map((plan) => plan.id)]);
    expect(plans).toEqual([
      ['Backlog', ['platinum']],
      ['Cacoo', []],
      ['Typetalk', []],
      ['Apps', []],
    ]);
    expect(findPlan(catalogue, 'Backlog', 'premium')?.name.ja).toBe('プレミアム');
    expect(findPlan(catalogue, 'Cacoo', 'platinum')).toBeUndefined();
  });

  it('takes additions at every level and changes nothing that is there', () => {
    const name = { ja: '勤怠', en: 'Attendance' };
    const additions = parseCatalogueAdditions([
      {
        id: 'Kintai',
        name,
        categories: [{ id: 'Timesheet', name, events: [{ id: 'Close a month', name, action: '2026-04 was closed' }] }],
      },
      {
        id: 'Backlog',
        name: { ja: '別名', en: 'Renamed' },
        plans: [
          { id: 'premium', name, accessLog: true },
          { id: 'campus', name, accessLog: true },
        ],
        categories: [
          { id: 'Issue', name, events: [{ id: 'Move an issue', name, action: 'A-1 was moved' }] },
          { id: 'Document', name, events: [{ id: 'Add a document', name, action: '覚書 was added' }] },
        ],
      },
    ]);
    const extended = extendCatalogue(catalogue, additions);
    expect(extended.products.map(({ id }) => id)).toEqual(['Backlog', 'Cacoo', 'Typetalk', 'Apps', 'Kintai']);
    const backlog = findProduct(extended, 'Backlog');
    expect(backlog?.name).toEqual(findProduct(catalogue, 'Backlog')?.name);
    expect(plansWithAccessLog(extended, 'Backlog').map(({ id }) => id)).toEqual(['platinum', 'campus']);
    expect(backlog?.categories.at(-1)?.id).toBe('Document');
    expect(backlog?.categories[0]?.events.map(({ id }) => id)).toEqual([
      'Add an issue',
      'Update an issue',
      'Delete an issue',
      'Move an issue',
    ]);
  });

  it('refuses additions that are not whole', () => {
    expect(() => parseCatalogueAdditions([{ id: 'Kintai', categories: [] }])).toThrow(/name/);
  });
});
