import { roleTables } from '../../infra/reference/role-tables.ts';
import { allowances } from '../../shared/http/allowances.ts';
import { httpHandler } from '../../shared/http/handler.ts';
import { HouseLimits } from '../../shared/http/limits.ts';
import { roleSchema } from '../../shared/identity/roles.ts';
import { documentClient } from '../../shared/journal/dynamo.ts';
import { personalStores } from '../directory/people-store.ts';
import { principal, TABLE } from './world.ts';

/** What the tokens of this world must say. */
export const rules = { issuer: 'https://issuer.example.com', audience: 'guanjia', tokenUse: '' };

/** Here somebody calls all day long. */
const generous = Object.fromEntries(Object.keys(allowances).map((name) => [name, { most: 1e9, seconds: 60 }]));

/** All services behind one handler, over the table that a test gave to the document client. */
export function product() {
  let ids = 0;
  const operations = Object.values(
    roleTables(documentClient(), TABLE, personalStores(documentClient()), () => {
      ids += 1;
      return `request-${ids}`;
    }),
  ).flat();
  const handler = httpHandler(operations, {
    doc: documentClient(),
    table: TABLE,
    limits: new HouseLimits({ doc: documentClient(), table: TABLE }, { ...allowances, ...generous }),
    token: rules,
    principalOf: async (sub) => roleSchema.options.map(principal).find((one) => one.sub === sub),
  });
  return {
    operations,
    handler,
    /** The ids that the world has given out already are not given again. */
    goOnFrom: (given: number) => {
      ids = given;
    },
  };
}
