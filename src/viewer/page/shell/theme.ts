import { signal } from '@preact/signals';

/** Follows the system until one is chosen. */
export const theme = signal(localStorage.getItem('theme') ?? '');

export function isDark(): boolean {
  return theme.value ? theme.value === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
}

export function applyTheme(): void {
  document.documentElement.dataset['theme'] = theme.value;
}

export function switchTheme(): void {
  theme.value = isDark() ? 'light' : 'dark';
  localStorage.setItem('theme', theme.value);
  applyTheme();
}
