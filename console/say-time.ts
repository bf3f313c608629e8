/** In the time zone of whoever reads it: the hour alone if it is today. */
export function sayTime(iso: string, now: Date): string {
  const time = new Date(iso);
  const isToday = time.toDateString() === now.toDateString();
  const day = time.toLocaleDateString('en-GB', { weekday: 'short', day: 'numeric', month: 'short' });
  const clock = time.toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' });
  return isToday ? clock : `${day} ${clock}`;
}
