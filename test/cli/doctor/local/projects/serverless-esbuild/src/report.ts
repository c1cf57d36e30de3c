export async function handler(event: { day: string }): Promise<string> {
  return event.day;
}
