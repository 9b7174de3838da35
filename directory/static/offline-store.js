/* Where areas are kept on this device: of each a small head, and its places beside it. Both are written at once, so that
an area is whole or as it was before. */
"use strict";

const SavedStore = (() => {
  const NAME = "alongside-saved";
  const HEADS = "areas";
  const PLACES = "places";

  const done = (request) => new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
    request.onblocked = () => reject(new DOMException("Another page holds it open", "InvalidStateError"));
  });

  function opened() {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => {
      for (const store of [HEADS, PLACES]) request.result.createObjectStore(store, { keyPath: "id" });
    };
    return done(request);
  }

  async function within(mode, work) {
    const database = await opened();
    try {
      const transaction = database.transaction([HEADS, PLACES], mode);
      const finished = new Promise((resolve, reject) => {
        transaction.oncomplete = resolve;
        transaction.onabort = () => reject(transaction.error);
      });
      const result = await work(transaction.objectStore(HEADS), transaction.objectStore(PLACES));
      await finished;
      return result;
    } finally {
      database.close();
    }
  }

  return {
    /* The heads of all areas, the newest first. */
    async heads() {
      const heads = await within("readonly", (store) => done(store.getAll()));
      return heads.sort((one, other) => other.saved_at.localeCompare(one.saved_at));
    },

    /* The places of one area and the kinds they name. */
    async read(id) {
      return within("readonly", (_, places) => done(places.get(id)));
    },

    /* Keep an area in place of what was kept under its id. Fails whole when there is no room. */
    async write(head, { kinds, places }) {
      await within("readwrite", (heads, store) => {
        store.put({ id: head.id, kinds, places });
        heads.put(head);
      });
    },

    async remove(id) {
      await within("readwrite", (heads, store) => {
        store.delete(id);
        heads.delete(id);
      });
    },
  };
})();
