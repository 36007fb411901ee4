/** The package comes without types; this is the little that the benchmark uses of it. */
declare module 'moment-business-time' {
  import type { Moment } from 'moment';

  interface BusinessMoment extends Moment {
    addWorkingTime(amount: number, unit: 'minutes' | 'hours'): BusinessMoment;
  }
  function moment(epochMs: number): BusinessMoment;
  namespace moment {
    function locale(): string;
    function updateLocale(
      name: string,
      settings: { workinghours: Record<number, string[] | null>; holidays: readonly string[] },
    ): void;
  }
  export default moment;
}
