import { z } from 'zod';

/** The columns of an event, under the names of its fields. Times want `date_time_output_format = 'iso'`. */
export const eventFields = `event_id AS id, organisation_id AS organisationId, product, occurred_at AS occurredAt, category,
  event, action, operation_user_id AS operationUserId, operation_user_name AS operationUserName,
  operation_user_email AS operationUserEmail, ip_address AS ipAddress, user_agent AS userAgent, space_key AS spaceKey,
  'V1' AS version`;

/** What a product sends: the same without whose it is. */
export const wireFields = eventFields.replace('organisation_id AS organisationId, ', '');

/** A row of {@link eventFields}. */
export const eventRow = z.object({
  id: z.string(),
  organisationId: z.string(),
  product: z.string(),
  occurredAt: z.string(),
  category: z.string(),
  event: z.string(),
  action: z.string(),
  operationUserId: z.string(),
  operationUserName: z.string(),
  operationUserEmail: z.string(),
  ipAddress: z.string(),
  userAgent: z.string(),
  spaceKey: z.string(),
  version: z.literal('V1'),
});
