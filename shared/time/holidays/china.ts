import cn2025 from './cn-2025.json' with { type: 'json' };
import cn2026 from './cn-2026.json' with { type: 'json' };
import { type StatutoryYear, statutoryYearSchema } from './statutory-days.ts';

/**
 * Mainland China's holidays and make-up days, by year. `npm run holidays` writes a file per year from the package
 * chinese-days, once the State Council's notice for that year is in it (each autumn); a new file is added here.
 */
export const chineseYears: readonly StatutoryYear[] = [cn2025, cn2026].map((year) => statutoryYearSchema.parse(year));
