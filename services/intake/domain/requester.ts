import type { Text } from '../../../shared/i18n/text.ts';
import type { RequesterKind } from '../contract/requester.ts';
import type { RequestType } from './categories/category.ts';

export const requesterLabels: Readonly<Record<RequesterKind, Text>> = {
  owner: { zh: '业主', en: 'Owner' },
  family: { zh: '家属', en: 'Family' },
  tenant: { zh: '租户', en: 'Tenant' },
  'unit-customer': { zh: '单位客户', en: 'Organisation that is a customer' },
  'passer-by': { zh: '路人', en: 'Passer-by' },
  organisation: { zh: '外部单位', en: 'Outside organisation' },
  anonymous: { zh: '匿名', en: 'Anonymous' },
  staff: { zh: '员工主动发现', en: 'Staff, of their own accord' },
};

/** How somebody without a household is reached. In memory only: what is stored is sealed. */
export interface Contact {
  readonly name: string | null;
  /** E.164, like `+8613800138000`. */
  readonly phone: string | null;
  readonly email: string | null;
  readonly organisation: string | null;
}

const households: readonly RequesterKind[] = ['owner', 'family', 'tenant'];

/** Whether somebody speaks for the household of the premises; where nobody said as what, they do. */
export const speaksForHousehold = (kind: RequesterKind | null): boolean => kind === null || households.includes(kind);

/** Whether there is anybody to call back and a number to do it (R008). A household's numbers are in its archive. */
export const canCallBack = (kind: RequesterKind | null, { phone }: Contact): boolean =>
  speaksForHousehold(kind) || phone !== null;

interface Fault {
  readonly path: string;
  readonly reason: string;
}

/**
 * What is missing of a contact, or too much (R008): whoever can be asked is asked for name and number; nobody is asked
 * twice who is in the archive, nor who does not want to be known.
 */
export function contactFaults(
  kind: RequesterKind | null,
  contact: Contact,
  about: { readonly channel: string; readonly type: RequestType },
): Fault[] {
  const given = (['name', 'phone', 'email', 'organisation'] as const).filter((field) => contact[field] !== null);
  const unwanted = (reason: string) => given.map((field) => ({ path: `/requester/${field}`, reason }));
  const boxed = about.channel === 'opinion-box';
  if (speaksForHousehold(kind)) return unwanted('a household’s contact is kept in its archive');
  switch (kind) {
    case 'anonymous':
      if (!boxed && about.type !== 'complaint')
        return [{ path: '/requester/kind', reason: 'only a complaint or a slip from the opinion box is anonymous' }];
      return unwanted('whoever is anonymous has no contact');
    case 'unit-customer':
    case 'organisation': {
      if (boxed) return [];
      const missing = (['organisation', 'name'] as const).filter((field) => contact[field] === null);
      return [
        ...missing.map((field) => ({ path: `/requester/${field}`, reason: 'required' })),
        ...(contact.phone === null && contact.email === null
          ? [{ path: '/requester/phone', reason: 'required, or an e-mail address' }]
          : []),
      ];
    }
    default:
      return [];
  }
}
