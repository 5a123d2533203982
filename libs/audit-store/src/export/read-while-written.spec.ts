import { type FileHandle, mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readWhileWritten } from './read-while-written.ts';

let directory: string;
let file: FileHandle;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'sekisho-growing-'));
  file = await open(join(directory, 'growing'), 'w+');
});
afterEach(async () => {
  await file.close();
  await rm(directory, { recursive: true, force: true });
});

it('gives what is there while more is written, and ends with the writing', async () => {
  const writing = Promise.withResolvers<void>();
  const blocks = readWhileWritten(file, writing.promise);
  const next = async () => Buffer.from((await blocks.next()).value ?? []).toString();
  await file.appendFile('one');
  expect(await next()).toBe('one');
  const second = next();
  await file.appendFile('two');
  expect(await second).toBe('two');
  await file.appendFile('three');
  writing.resolve();
  expect(await next()).toBe('three');
  expect(await blocks.next()).toEqual({ done: true, value: undefined });
});

it('gives all of what is larger than a block', async () => {
  const bytes = Buffer.alloc(600_000, 'abcdefg');
  await file.appendFile(bytes);
  const read: Uint8Array[] = [];
  for await (const block of readWhileWritten(file, Promise.resolve())) read.push(block);
  expect(Buffer.concat(read).equals(bytes)).toBe(true);
});

it('fails as the writing does, after what had been written', async () => {
  const writing = Promise.withResolvers<void>();
  const blocks = readWhileWritten(file, writing.promise);
  await file.appendFile('one');
  expect(Buffer.from((await blocks.next()).value ?? []).toString()).toBe('one');
  writing.reject(new Error('the disk is full'));
  await expect(blocks.next()).rejects.toThrow('the disk is full');
});

it('waits for the writing when the reader leaves', async () => {
  const writing = Promise.withResolvers<void>();
  await file.appendFile('one');
  let left = false;
  const reading = (async () => {
    for await (const _ of readWhileWritten(file, writing.promise)) break;
    left = true;
  })();
  await file.stat();
  expect(left).toBe(false);
  writing.resolve();
  await reading;
});
