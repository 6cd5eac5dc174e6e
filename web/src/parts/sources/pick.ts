// A choice from a list that is saved at once, and shows what stands where the study refused it.

/** Saves what was chosen; afterwards the list shows `now`, whatever became of it. */
export async function pick<V extends string>(event: Event, save: (value: V) => Promise<unknown>, now: () => string): Promise<void> {
  const select = event.currentTarget as HTMLSelectElement;
  await save(select.value as V);
  select.value = now();
}
