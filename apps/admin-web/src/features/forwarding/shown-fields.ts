/** The fields whose refusal is shown beside an input of the destination form. */
export const shownFields = [
  'name',
  'secret',
  ...[
    'url',
    'host',
    'port',
    'index',
    'sourcetype',
    'endpoint',
    'region',
    'bucket',
    'prefix',
    'accessKeyId',
    'folder',
    'caCertificate',
  ].map((name) => `settings.${name}`),
];
