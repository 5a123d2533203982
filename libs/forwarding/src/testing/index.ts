export * from './certificate.ts';
export * from './http-receiver.ts';
export * from './s3-receiver.ts';
export * from './samples.ts';
export * from './smtp-receiver.ts';
export * from './syslog-receiver.ts';
