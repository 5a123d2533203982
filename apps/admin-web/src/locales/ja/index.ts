import accessLog from './access-log.json' with { type: 'json' };
import alerts from './alerts.json' with { type: 'json' };
import apiKeys from './api-keys.json' with { type: 'json' };
import auditLog from './audit-log.json' with { type: 'json' };
import brakes from './brakes.json' with { type: 'json' };
import common from './common.json' with { type: 'json' };
import connections from './connections.json' with { type: 'json' };
import domains from './domains.json' with { type: 'json' };
import forwarding from './forwarding.json' with { type: 'json' };
import home from './home.json' with { type: 'json' };
import members from './members.json' with { type: 'json' };
import provisioningLog from './provisioning-log.json' with { type: 'json' };
import provisioningSettings from './provisioning-settings.json' with { type: 'json' };
import retention from './retention.json' with { type: 'json' };
import savedSearches from './saved-searches.json' with { type: 'json' };
import seals from './seals.json' with { type: 'json' };
import signIn from './sign-in.json' with { type: 'json' };
import teams from './teams.json' with { type: 'json' };
import vocabulary from './vocabulary.json' with { type: 'json' };

/** Every Japanese text of the app. */
export default {
  ...common,
  ...vocabulary,
  ...signIn,
  home,
  members,
  teams,
  connections,
  provisioningLog,
  provisioningSettings,
  brakes,
  domains,
  apiKeys,
  auditLog,
  accessLog,
  retention,
  alerts,
  forwarding,
  seals,
  savedSearches,
};
