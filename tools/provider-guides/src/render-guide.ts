import type { IdentityProvider, SetupStep, SetupValue } from '@sekisho/provider-kit';

type Language = 'ja' | 'en';

const headings: Readonly<Record<Language, string>> = { ja: '日本語', en: 'English' };
const copied: Readonly<Record<Language, string>> = {
  ja: '接続の画面からコピーする値',
  en: 'Values to copy from the connection',
};
const reference: Readonly<Record<Language, string>> = { ja: '製品のドキュメント', en: "The product's documentation" };
const values: Readonly<Record<SetupValue, Readonly<Record<Language, string>>>> = {
  scimBaseUrl: { ja: 'SCIM のベース URL', en: 'SCIM base URL' },
  scimToken: { ja: 'SCIM トークン（発行時に一度だけ表示されます）', en: 'SCIM token (shown once, when issued)' },
};

/** A plugin's setup guide as Markdown, Japanese and English on one page: what the web app shows, for reading elsewhere. */
export function renderGuide(provider: IdentityProvider): string {
  return [
    `# ${provider.displayName.en}`,
    `<!-- Made by \`npm run guides\` from plugins/${provider.id}/src/setup-guide.ts. Edit that file, not this one. -->`,
    ...(['ja', 'en'] as const).flatMap((language) => renderLanguage(provider, language)),
  ]
    .join('\n\n')
    .concat('\n');
}

function renderLanguage({ displayName, setupGuide }: IdentityProvider, language: Language): readonly string[] {
  const title = {
    ja: `${displayName.ja}${/[）」]$/.test(displayName.ja) ? '' : ' '}の設定`,
    en: `Setting up ${displayName.en}`,
  }[language];
  return [
    `## ${headings[language]}: ${title}`,
    ...setupGuide.steps.flatMap((step, place) => renderStep(step, place + 1, language)),
    ...(setupGuide.reference === undefined ? [] : [`${reference[language]}: <${setupGuide.reference}>`]),
  ];
}

function renderStep(step: SetupStep, number: number, language: Language): readonly string[] {
  return [
    `### ${number}. ${step.title[language]}`,
    ...step.body[language].split('\n\n').map(renderParagraph),
    ...(step.copy === undefined
      ? []
      : [`**${copied[language]}**\n\n${step.copy.map((value) => `- ${values[value][language]}`).join('\n')}`]),
  ];
}

/** One line is a paragraph, several are a list, and what begins with a brace is to be copied as it is. */
function renderParagraph(paragraph: string): string {
  if (paragraph.startsWith('{')) return `\`\`\`json\n${paragraph}\n\`\`\``;
  const lines = paragraph.split('\n');
  return lines.length === 1 ? paragraph : lines.map((line) => `- ${line}`).join('\n');
}
