import type { OpenApiDocument } from '@sekisho/api-contract/openapi';
import type { Language } from '@sekisho/domain';
import { escapeHtml } from '../../http/static-page.ts';
import { docsStyle } from './docs-style.ts';
import { describeSchema } from './schema-notation.ts';

/** The OpenAPI document as a page that a person reads from top to bottom: one section a tag, one block an operation. */
export function renderDocsPage(document: OpenApiDocument, language: Language): string {
  const text = words[language];
  const operations = operationsOf(document);
  const sections = (document.tags ?? []).flatMap((tag) => {
    const own = operations.filter((operation) => operation.tag === tag.name);
    return own.length === 0 ? [] : [{ id: tag.name, title: tag.description ?? tag.name, operations: own }];
  });
  return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(document.info.title)}</title>
<style>${docsStyle}</style>
</head>
<body>
<nav aria-label="${escapeHtml(text.contents)}">
<p><a href="?lang=${language === 'ja' ? 'en' : 'ja'}" lang="${language === 'ja' ? 'en' : 'ja'}">${language === 'ja' ? 'English' : '日本語'}</a>
 · <a href="/openapi.json?lang=${language}">openapi.json</a> · <a href="/docs/events?lang=${language}">${text.events}</a></p>
<ul>${sections.map((section) => `<li><a href="#${section.id}">${escapeHtml(section.title)}</a></li>`).join('')}
<li><a href="#schemas">${text.schemas}</a></li></ul>
</nav>
<main>
<h1>${escapeHtml(document.info.title)}</h1>
<p>${inline(document.info.description ?? '')}</p>
<p>${text.base}: <code>${escapeHtml(document.servers?.[0]?.url ?? '')}</code> · ${text.version}: <code>${escapeHtml(document.info.version)}</code></p>
<pre tabindex="0">curl ${escapeHtml(document.servers?.[0]?.url ?? '')}/members \\
  -H 'Authorization: Bearer sekisho_key_…'</pre>
${sections.map((section) => `<section id="${section.id}"><h2>${escapeHtml(section.title)}</h2>${section.operations.map((operation) => renderOperation(operation, language)).join('')}</section>`).join('\n')}
<section id="schemas"><h2>${text.schemas}</h2>${renderSchemas(document)}</section>
</main>
</body>
</html>
`;
}

type PathItem = NonNullable<OpenApiDocument['paths']>[string];
type OperationObject = NonNullable<PathItem['get']>;

interface Operation {
  readonly method: string;
  readonly path: string;
  readonly tag: string;
  readonly object: OperationObject;
}

function operationsOf(document: OpenApiDocument): Operation[] {
  return Object.entries(document.paths ?? {}).flatMap(([path, item]) =>
    (['get', 'post', 'put', 'patch', 'delete'] as const).flatMap((method) => {
      const object = item[method];
      return object === undefined ? [] : [{ method, path, tag: object.tags?.[0] ?? '', object }];
    }),
  );
}

function renderOperation({ method, path, object }: Operation, language: Language): string {
  const text = words[language];
  return `<details id="${escapeHtml(object.operationId ?? '')}">
<summary><span class="method ${method}">${method.toUpperCase()}</span> <code>${escapeHtml(path)}</code> <span>${escapeHtml(object.summary ?? '')}</span></summary>
${object.description === undefined ? '' : `<p>${inline(object.description)}</p>`}
${renderParameters(object, language)}
${object.requestBody === undefined ? '' : `<h3>${text.body}</h3>${renderContent(object.requestBody)}`}
<h3>${text.answers}</h3>
<table><tbody>${Object.entries(object.responses ?? {})
    .map(([status, response]) => `<tr><th scope="row">${status}</th><td>${renderResponse(response)}</td></tr>`)
    .join('')}</tbody></table>
</details>`;
}

function renderParameters(object: OperationObject, language: Language): string {
  const text = words[language];
  const rows = (object.parameters ?? []).flatMap((parameter) => {
    if (!('name' in parameter)) return [];
    const required = parameter.required === true ? ` <em>${text.required}</em>` : '';
    return `<tr><th scope="row"><code>${escapeHtml(parameter.name)}</code></th><td>${escapeHtml(parameter.in)}${required}</td>
<td><code>${escapeHtml(describeSchema(parameter.schema))}</code>${parameter.description === undefined ? '' : `<br>${inline(parameter.description)}`}</td></tr>`;
  });
  return rows.length === 0 ? '' : `<h3>${text.parameters}</h3><table><tbody>${rows.join('')}</tbody></table>`;
}

function renderResponse(response: unknown): string {
  const description = isObject(response) && typeof response['description'] === 'string' ? response['description'] : '';
  return `${escapeHtml(description)}${renderContent(response)}`;
}

/** The schemas of a body. Every refusal is the same Problem, so its schema is only named. */
function renderContent(holder: unknown): string {
  if (!isObject(holder) || !isObject(holder['content'])) return '';
  return Object.entries(holder['content'])
    .map(([type, media]) => {
      const notation = describeSchema(isObject(media) ? media['schema'] : undefined);
      return notation.includes('\n')
        ? `<p><code>${escapeHtml(type)}</code></p><pre tabindex="0">${escapeHtml(notation)}</pre>`
        : ` <code>${escapeHtml(type)}</code> <code>${escapeHtml(notation)}</code>`;
    })
    .join('');
}

function renderSchemas(document: OpenApiDocument): string {
  return Object.entries(document.components?.schemas ?? {})
    .map(
      ([name, schema]) =>
        `<details id="schema-${escapeHtml(name)}"><summary><code>${escapeHtml(name)}</code></summary><pre tabindex="0">${escapeHtml(describeSchema(schema))}</pre></details>`,
    )
    .join('');
}

const words = {
  ja: {
    contents: '目次',
    base: 'ベース URL',
    version: 'バージョン',
    parameters: 'パラメーター',
    required: '必須',
    body: 'リクエスト本文',
    answers: 'レスポンス',
    schemas: 'スキーマ',
    events: 'イベントカタログ',
  },
  en: {
    contents: 'Contents',
    base: 'Base URL',
    version: 'Version',
    parameters: 'Parameters',
    required: 'required',
    body: 'Request body',
    answers: 'Responses',
    schemas: 'Schemas',
    events: 'Event catalogue',
  },
} as const satisfies Record<Language, Record<string, string>>;

/** Text with `code` spans, as descriptions are written. */
function inline(markdown: string): string {
  return escapeHtml(markdown).replace(/`([^`]+)`/g, '<code>$1</code>');
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
