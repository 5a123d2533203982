import type { AuditEvent } from '@sekisho/audit-events';
import { type SeededRandom, seededRandom } from '@sekisho/idp-simulators';
import { dayMs, instantsOf, type Person, placeOf } from './working-day.ts';

/**
 * Thirteen months of what a Japanese company of 200 does in its products: weekdays, office hours in Japan, quiet at
 * the turn of the year, a few late nights. The same seed and end give the same events with the same ids, so that an
 * interrupted demo can be made again without doubling a line.
 */

/** An event as a product would send it: the key it is sent with says whose it is. */
export type HistoricEvent = Omit<AuditEvent, 'organisationId' | 'version' | 'product'>;

export interface HistoryOptions {
  readonly product: 'Backlog' | 'Cacoo' | 'Typetalk' | 'Apps';
  readonly people: readonly [Person, ...Person[]];
  /** The last instant, exclusive; history covers the 13 months before it. */
  readonly end: Date;
  /** Events a working day, on average. */
  readonly perDay: number;
}

/** Typetalk's service ended then; nothing happened in it afterwards. */
const typetalkEnd = Date.UTC(2025, 11, 31);
const days = 396;

/** The product's events, oldest first. */
export function* history(options: HistoryOptions): Generator<HistoricEvent> {
  const random = seededRandom(hash(options.product));
  const firstDay = Math.floor((options.end.getTime() - days * dayMs) / dayMs) * dayMs;
  for (let day = firstDay; day < options.end.getTime(); day += dayMs) {
    const instants = instantsOf(day, options.perDay, random);
    for (const instant of instants) {
      if (instant >= options.end.getTime()) continue;
      const event = eventAt(instant, options, random);
      if (options.product === 'Typetalk' && instant >= typetalkEnd) continue;
      yield event;
    }
  }
}

function eventAt(instant: number, options: HistoryOptions, random: SeededRandom): HistoricEvent {
  const person = random.pick(options.people);
  const index = options.people.indexOf(person);
  const describe = describers[options.product];
  return {
    id: random.uuid(),
    occurredAt: new Date(instant).toISOString(),
    ...describe(random, person, random.pick(options.people)),
    operationUserId: person.id,
    operationUserName: person.name,
    operationUserEmail: person.email,
    ...placeOf(index, random),
    spaceKey: options.product === 'Apps' ? '' : 'SAKURA',
  };
}

interface Project {
  readonly key: string;
  readonly name: string;
}

const projects: readonly [Project, ...Project[]] = [
  { key: 'MARKETING', name: 'マーケティング部' },
  { key: 'WEB', name: 'コーポレートサイト刷新' },
  { key: 'APP', name: 'スマートフォンアプリ開発' },
  { key: 'INFRA', name: '基盤運用' },
  { key: 'SALES', name: '営業支援' },
  { key: 'HR', name: '人事・採用' },
  { key: 'FACTORY', name: '第二工場立ち上げ' },
  { key: 'QA', name: '品質保証' },
];
const wikiPages = ['議事録', '手順書', 'リリースノート', '用語集', 'オンボーディング'] as const;
const files = ['見積書.xlsx', '提案資料.pptx', '設計書.pdf', '議事録_定例.docx', 'ロゴ.ai', '要件一覧.csv'] as const;
const diagrams = ['業務フロー', 'システム構成図', '組織図', '画面遷移図', 'ネットワーク構成'] as const;
const topics = ['全社連絡', '開発雑談', '障害対応', '営業日報'] as const;
const teams = ['営業部', '開発部', '品質保証部', '総務部', '経営企画室'] as const;

/** Picks by weight; weights need not sum to anything. */
function weighted(random: SeededRandom, from: readonly (readonly [item: Description, weight: number])[]): Description {
  let left = random.next() * from.reduce((sum, [, weight]) => sum + weight, 0);
  const found = from.find(([, weight]) => {
    left -= weight;
    return left < 0;
  });
  const [description] = found ?? from[0] ?? [];
  if (description === undefined) throw new TypeError('there is nothing to pick from');
  return description;
}

type Description = Pick<AuditEvent, 'category' | 'event' | 'action'>;
type Describe = (random: SeededRandom, person: Person, other: Person) => Description;

const describers: Record<HistoryOptions['product'], Describe> = {
  Backlog: (random) => {
    const project = random.pick(projects);
    const issue = `${project.key}-${1 + random.integer(900)}`;
    const { name } = project;
    return weighted(random, [
      [{ category: 'Issue', event: 'Update an issue', action: `${issue} was updated in ${name}` }, 42],
      [{ category: 'Issue', event: 'Add an issue', action: `${issue} was added to ${name}` }, 14],
      [{ category: 'Comment', event: 'Add a comment', action: `A comment was added to ${issue} in ${name}` }, 20],
      [{ category: 'Comment', event: 'Update a comment', action: `A comment was updated on ${issue} in ${name}` }, 3],
      [
        { category: 'Wiki', event: 'Update a wiki page', action: `${random.pick(wikiPages)} was updated in ${name}` },
        6,
      ],
      [{ category: 'Wiki', event: 'Add a wiki page', action: `${random.pick(wikiPages)} was added to ${name}` }, 2],
      [{ category: 'File', event: 'Add a file', action: `${random.pick(files)} was added to ${name}` }, 4],
      [{ category: 'File', event: 'Download a file', action: `${random.pick(files)} was downloaded from ${name}` }, 6],
      [
        {
          category: 'Git',
          event: 'Push to a Git repository',
          action: `${project.key.toLowerCase()}-web was pushed in ${name}`,
        },
        7,
      ],
      [
        {
          category: 'Git',
          event: 'Clone a Git repository',
          action: `${project.key.toLowerCase()}-web was cloned from ${name}`,
        },
        2,
      ],
      [{ category: 'Issue', event: 'Delete an issue', action: `${issue} was deleted from ${name}` }, 0.6],
      [{ category: 'Project', event: 'Add a status to a project', action: `課長承認待ち was added to ${name}` }, 0.3],
      [{ category: 'Project', event: 'Add a category to a project', action: `みかん was added to ${name}` }, 0.3],
      [
        {
          category: 'Gantt Chart',
          event: 'Download a project Gantt chart as',
          action: `Gantt chart was downloaded as Excel file in ${name}`,
        },
        0.5,
      ],
    ]);
  },
  Cacoo: (random, _person, other) => {
    const diagram = random.pick(diagrams);
    return weighted(random, [
      [{ category: 'Diagram', event: 'Add a diagram', action: `${diagram} was added` }, 10],
      [{ category: 'Comment', event: 'Add a comment', action: `A comment was added to ${diagram}` }, 12],
      [{ category: 'Comment', event: 'Delete a comment', action: `A comment was deleted from ${diagram}` }, 1],
      [{ category: 'Collaborator', event: 'Add a collaborator', action: `${other.name} was added to ${diagram}` }, 5],
      [
        {
          category: 'Collaborator',
          event: 'Delete a collaborator',
          action: `${other.name} was deleted from ${diagram}`,
        },
        1,
      ],
      [{ category: 'Public link', event: 'Set a public link', action: `A public link was set for ${diagram}` }, 1],
    ]);
  },
  Typetalk: (random) => {
    const topic = random.pick(topics);
    return weighted(random, [
      [{ category: 'Message', event: 'Add a message', action: `A message was added to ${topic}` }, 20],
      [{ category: 'Message', event: 'Delete a message', action: `A message was deleted from ${topic}` }, 1],
      [{ category: 'File', event: 'Download a file', action: `${random.pick(files)} was downloaded from ${topic}` }, 2],
      [{ category: 'Topic', event: 'Add a topic', action: `${topic} was added` }, 0.3],
    ]);
  },
  Apps: (random, person, other) =>
    weighted(random, [
      [{ category: 'Sign-in', event: 'Sign in', action: `${person.name} (${person.email}) signed in` }, 30],
      [{ category: 'Sign-in', event: 'Fail to sign in', action: `${other.email} was refused: wrong password` }, 2],
      [{ category: 'Team', event: 'Add a team member', action: `${other.name} was added to ${random.pick(teams)}` }, 1],
      [
        {
          category: 'Team',
          event: 'Delete a team member',
          action: `${other.name} was deleted from ${random.pick(teams)}`,
        },
        0.6,
      ],
      [
        {
          category: 'Managed account',
          event: 'Update a managed account',
          action: `${other.name} (${other.email}) was updated`,
        },
        1,
      ],
      [{ category: 'Member', event: 'Download the member list', action: 'The member list was downloaded' }, 0.2],
    ]),
};

/** FNV-1a, to give each product its own seed. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (const character of text) value = Math.imul(value ^ (character.codePointAt(0) ?? 0), 0x01000193);
  return value >>> 0;
}
