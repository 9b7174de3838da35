/* Keeping an area on this device: asking how much it is, fetching it, renewing and removing it. */
"use strict";

const SavedKeeping = (() => {
  const MEGABYTE = 1_000_000;
  const LONGEST_WAIT = 8_000; // milliseconds until the page that opens without signal is kept too
  const { put } = SavedTimes;
  const inMegabytes = (size) => (Math.max(size, MEGABYTE / 10) / MEGABYTE).toFixed(1);
  const counted = ([one, more], count) => (count === 1 ? one : more);
  const nameOf = ({ near }, words) => (/^-?\d+\.\d+,/.test(near) ? words.position : near);

  /* How old what is kept is, by this device's calendar. */
  function ageOf({ saved_at: saved }, words) {
    const midnight = (moment) => new Date(moment).setHours(0, 0, 0, 0);
    const days = Math.round((midnight(Date.now()) - midnight(saved)) / 86_400_000);
    return days < 1 ? words.today : put(counted(words.days_ago, days), { count: days });
  }

  function offerSaid({ count, total, size }, words) {
    if (!count) return words.offer_none;
    const sentence = total > count ? words.offer_nearest : counted(words.offer, count);
    return put(sentence, { count: count.toLocaleString(), total: total.toLocaleString(), size: inMegabytes(size) });
  }

  function areaSaid({ miles, count, size }, words) {
    const far = put(counted(words.within, miles), { miles });
    return put(words.area, { far, count: count.toLocaleString(), size: inMegabytes(size) });
  }

  /* Why nothing was kept, in a sentence. */
  function faultSaid(fault, words) {
    if (fault instanceof SavedArea.Refused) return fault.message;
    if (fault?.name === "QuotaExceededError") return words.no_room;
    if (fault?.name === "AbortError" || fault instanceof TypeError) return words.no_signal;
    return fault instanceof DOMException ? words.not_kept : words.no_signal;
  }

  /* Whether this page opens without signal: a worker keeps it, where the browser allows one. */
  async function opensWithoutSignal() {
    if (!("serviceWorker" in navigator)) return false;
    const late = new Promise((tell) => { setTimeout(tell, LONGEST_WAIT, null); });
    return Boolean(await Promise.race([navigator.serviceWorker.ready, late]));
  }

  async function keep(asked, offer, stop, tell) {
    const { head, held } = await SavedArea.load(asked, offer, stop, tell);
    if (stop.aborted) throw new DOMException("Stopped", "AbortError");
    await SavedStore.write(head, held);
    navigator.storage?.persist?.().catch(() => {}); // so that the browser does not clear it away by itself
    return head;
  }

  /* The heads of what can be read; what an older version left is removed, and named. */
  async function usableHeads(version) {
    const heads = await SavedStore.heads();
    const older = heads.filter((head) => head.version !== version);
    for (const { id } of older) await SavedStore.remove(id);
    return { heads: heads.filter((head) => head.version === version), older };
  }

  return { ageOf, areaSaid, counted, faultSaid, keep, nameOf, offerSaid, opensWithoutSignal, usableHeads };
})();
