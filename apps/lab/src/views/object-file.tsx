import type { ObjectStore } from '../store/object-store.js';

/** Where a file is dropped, or chosen. */
export function ObjectFile({ own }: { readonly own: ObjectStore }) {
  const loading = own.loading.value;
  const choose = (event: { currentTarget: HTMLInputElement }): void => {
    void own.loadFiles([...(event.currentTarget.files ?? [])]);
    event.currentTarget.value = '';
  };
  return (
    <label class="drop">
      <input type="file" accept=".o" onChange={choose} />
      <span>{loading ? `Loading ${loading}…` : 'Drop an object here, or choose a file'}</span>
    </label>
  );
}
