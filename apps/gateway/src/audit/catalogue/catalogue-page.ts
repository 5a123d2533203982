import type { Catalogue, CatalogueCategory, CatalogueProduct } from '@sekisho/audit-events';
import type { Language } from '@sekisho/domain';
import { docsStyle } from '../../admin/docs/docs-style.ts';
import { escapeHtml } from '../../http/static-page.ts';

/** The catalogue as a page that a person reads: a section a product, a table a category. */
export function renderCataloguePage(catalogue: Catalogue, language: Language): string {
  const text = words[language];
  const other = language === 'ja' ? 'en' : 'ja';
  return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${text.title}</title>
<style>${docsStyle}</style>
</head>
<body>
<nav aria-label="${text.contents}">
<p><a href="?lang=${other}" lang="${other}">${words[other].itself}</a> · <a href="/docs?lang=${language}">API</a></p>
<ul>${catalogue.products.map((product) => `<li><a href="#${anchorOf(product)}">${escapeHtml(product.name[language])}</a></li>`).join('')}</ul>
</nav>
<main>
<h1>${text.title}</h1>
<p>${text.introduction}</p>
<p>${text.version}: <code>${catalogue.version}</code> · <a href="/audit/v1/event-schema.json">JSON Schema</a> · <a href="/audit/v1/access-event-schema.json">JSON Schema (${text.accessLog})</a> · <a href="/audit/v1/catalogue">JSON</a></p>
${catalogue.products.map((product) => renderProduct(product, language)).join('\n')}
</main>
</body>
</html>
`;
}

function renderProduct(product: CatalogueProduct, language: Language): string {
  const text = words[language];
  const closed = product.closedAt === undefined ? '' : `<p>${text.closed(escapeHtml(product.closedAt))}</p>`;
  return `<section id="${anchorOf(product)}"><h2>${escapeHtml(product.name[language])} <code>${escapeHtml(product.id)}</code></h2>${closed}
${product.categories.map((category) => renderCategory(category, language)).join('\n')}</section>`;
}

function renderCategory(category: CatalogueCategory, language: Language): string {
  const text = words[language];
  const rows = category.events.map(
    (event) =>
      `<tr><td>${escapeHtml(event.name[language])}</td><td><code>${escapeHtml(event.id)}</code></td><td>${escapeHtml(event.action)}</td></tr>`,
  );
  return `<h3>${escapeHtml(category.name[language])} <code>${escapeHtml(category.id)}</code></h3>
<table><thead><tr><th scope="col">${text.event}</th><th scope="col"><code>event</code></th><th scope="col">${text.example}</th></tr></thead>
<tbody>${rows.join('')}</tbody></table>`;
}

/** An id may hold blanks, an anchor may not. */
function anchorOf(product: CatalogueProduct): string {
  return encodeURIComponent(product.id);
}

const words = {
  ja: {
    itself: '日本語',
    title: 'イベントカタログ',
    contents: '目次',
    introduction:
      '監査ログに記録できるイベントの一覧です。プロダクトは、category と event にこの表の値を指定して送信します。表にない組み合わせは、項目と理由を示して受け付けません。',
    version: 'バージョン',
    accessLog: 'アクセスログ',
    event: 'イベント',
    example: 'action の例',
    closed: (at: string) => `サービスは終了しました。${at} より前のイベントだけを受け付けます。`,
  },
  en: {
    itself: 'English',
    title: 'Event catalogue',
    contents: 'Contents',
    introduction:
      'Every event that the audit log takes. A product sends the values of this table as category and event; what is not in it is refused with the field and the reason.',
    version: 'Version',
    accessLog: 'access log',
    event: 'Event',
    example: 'Example of action',
    closed: (at: string) => `The service has ended: only events before ${at} are taken.`,
  },
} as const satisfies Record<Language, Record<string, string | ((at: string) => string)>>;
