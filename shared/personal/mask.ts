/** Masked forms are what everybody sees: enough to recognise, too little to use. */

/** 张伟 → 张*, 欧阳明月 → 欧***; `Li Ming` → `L******`. */
export function maskName(name: string): string {
  const letters = [...name.trim()];
  return letters.length < 2 ? '*' : `${letters[0]}${'*'.repeat(letters.length - 1)}`;
}

/** 13800138000 → 138****8000; short numbers keep their last two digits. */
export function maskPhone(phone: string): string {
  const digits = phone.replace(/^\+86/, '').replace(/[^\d]/g, '');
  return digits.length >= 10 ? `${digits.slice(0, 3)}****${digits.slice(-4)}` : `****${digits.slice(-2)}`;
}

/** zhang.wei@example.com → z***@example.com. */
export function maskEmail(email: string): string {
  const at = email.lastIndexOf('@');
  return at < 1 ? '***' : `${email[0]}***${email.slice(at)}`;
}
