import { calendarPublished } from '../../services/sla/contract/events.ts';
import type { PublishedCalendar } from '../../services/sla/contract/policy.ts';
import { calendarAddress } from '../../services/sla/store.ts';
import { eventSk } from '../../shared/journal/address.ts';
import type { Row } from '../shared/memory-table.ts';

/** Puts published calendars into a table, as clocks look them up: by version. */
export function publishCalendars(rows: Map<string, Row>, calendars: readonly PublishedCalendar[]): void {
  const { name, schema } = calendarPublished;
  for (const { calendarId, version, calendar } of calendars) {
    const address = calendarAddress(calendarId);
    const detail = JSON.stringify({ schema, data: calendarPublished.data.parse({ calendarId, version, calendar }) });
    const row = { pk: address.pk, sk: eventSk(address, version), name, detail };
    rows.set(`${row.pk}\n${row.sk}`, row);
  }
}
