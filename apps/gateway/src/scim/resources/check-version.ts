import { versionMismatch } from '@sekisho/application';
import { checkPreconditions, type Preconditions } from '@sekisho/scim-core';

/** If-Match and If-None-Match of a request that changes a resource: 412 when the stored version is not the one meant. */
export function versionCheck(preconditions: Preconditions): (version: number) => void {
  return (version) => {
    if (checkPreconditions(preconditions, version, false) === 'failed') throw versionMismatch();
  };
}

/** Whether a reader has the present version already (304); 412 when it insisted on another. */
export function isUnchanged(preconditions: Preconditions, version: number): boolean {
  const outcome = checkPreconditions(preconditions, version, true);
  if (outcome === 'failed') throw versionMismatch();
  return outcome === 'notModified';
}
