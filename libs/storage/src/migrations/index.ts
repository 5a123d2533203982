import type { Migration } from 'kysely/migration';
import { up as foundation } from './0001-foundation.ts';
import { up as administration } from './0002-administration.ts';
import { up as provisioning } from './0004-provisioning.ts';
import { up as forwarding } from './0005-forwarding.ts';
import { up as seals } from './0006-seals.ts';
import { up as exports } from './0007-exports.ts';
import { up as contract } from './0008-contract.ts';
import { up as productPlans } from './0009-product-plans.ts';
import { up as auditLogDeletions } from './0012-audit-log-deletions.ts';
import { up as savedSearches } from './0013-saved-searches.ts';
import { up as visibleUsers } from './0014-visible-users.ts';
import { up as updatesInPlace } from './0016-updates-in-place.ts';
import { up as alertsWithoutARule } from './0017-alerts-without-a-rule.ts';
import { up as pageMarks } from './0018-page-marks.ts';

/**
 * Every migration, in the order in which they run. An explicit list, so that what runs is what was reviewed and
 * bundling or moving the folder changes nothing. A name that was released is never renamed.
 */
export const migrations: Readonly<Record<string, Migration>> = {
  '0001-foundation': { up: foundation },
  '0002-administration': { up: administration },
  '0004-provisioning': { up: provisioning },
  '0005-forwarding': { up: forwarding },
  '0006-seals': { up: seals },
  '0007-exports': { up: exports },
  '0008-contract': { up: contract },
  '0009-product-plans': { up: productPlans },
  '0012-audit-log-deletions': { up: auditLogDeletions },
  '0013-saved-searches': { up: savedSearches },
  '0014-visible-users': { up: visibleUsers },
  '0016-updates-in-place': { up: updatesInPlace },
  '0017-alerts-without-a-rule': { up: alertsWithoutARule },
  '0018-page-marks': { up: pageMarks },
};
