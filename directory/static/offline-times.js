/* When a kept place is on, from the times that were kept with it, as the pages of the site say it. Moments are minutes
since 1970 (UTC); wall clocks are those of the place. */
"use strict";

const SavedTimes = (() => {
  const HOUR = 60;
  const DAY = 24 * HOUR;
  const SOON = 2 * HOUR;
  const DAY_BREAKS = 4; // at two in the morning it is still tonight
  const EVENING = 17;
  const WEEKDAYS = ["mo", "tu", "we", "th", "fr", "sa", "su"];
  const clocks = new Map();
  const forms = new Map(); // making one takes longer than a hundred uses
  const here = new Intl.DateTimeFormat().resolvedOptions().timeZone;

  const minuteOf = (text) => Math.floor(Date.parse(text) / 60_000);

  function clockOf(zone) {
    if (!clocks.has(zone)) {
      const parts = { year: "numeric", month: "numeric", day: "numeric", hour: "numeric", minute: "numeric" };
      clocks.set(zone, new Intl.DateTimeFormat("en-US", { timeZone: zone, hourCycle: "h23", ...parts }));
    }
    return clocks.get(zone);
  }

  /* The way of the page's language to write a moment. */
  function formOf(parts) {
    const language = document.documentElement.lang;
    const name = `${language} ${JSON.stringify(parts)}`;
    if (!forms.has(name)) forms.set(name, new Intl.DateTimeFormat(language, parts));
    return forms.get(name);
  }

  /* The wall clock at a moment, as minutes since 1970 of a calendar without zones. */
  function wallAt(moment, zone) {
    const told = Object.fromEntries(clockOf(zone).formatToParts(moment * 60_000).map(({ type, value }) => [type, Number(value)]));
    return Date.UTC(told.year, told.month - 1, told.day, told.hour, told.minute) / 60_000;
  }

  /* The moment of a wall clock; asked twice, since the first guess may lie beyond a change of the clocks. */
  function momentOf(wall, zone) {
    const guess = wall - (wallAt(wall, zone) - wall);
    return guess + (wall - wallAt(guess, zone));
  }

  const dayOf = (wall) => Math.floor(wall / DAY);
  const weekdayOf = (day) => (day + 3) % 7; // 1970 began on a Thursday; Monday is 0

  /* The stretch of time a choice means, [opens, closes); none for any time. */
  function stretch(when, now, zone) {
    if (!when) return null;
    const wall = wallAt(now, zone);
    const at = (day, hour) => momentOf(day * DAY + hour * HOUR, zone);
    if (WEEKDAYS.includes(when)) {
      const day = dayOf(wall) + ((WEEKDAYS.indexOf(when) - weekdayOf(dayOf(wall)) + 7) % 7);
      return [Math.max(now, at(day, 0)), at(day + 1, 0)];
    }
    const today = dayOf(wall - DAY_BREAKS * HOUR);
    return {
      now: () => [now, now + HOUR],
      today: () => [now, at(today + 1, DAY_BREAKS)],
      tonight: () => [Math.max(now, at(today, EVENING)), at(today + 1, DAY_BREAKS)],
      tomorrow: () => [at(today + 1, DAY_BREAKS), at(today + 2, DAY_BREAKS)],
      week: () => [now, now + 7 * DAY],
    }[when]();
  }

  /* The first time of a place that is not over when a stretch opens: [starts, length], or nothing. */
  function firstAfter(place, begins, opens) {
    for (let turn = 0; turn < place.times.length; turn += 2) {
      const starts = begins + place.times[turn];
      if (starts + place.times[turn + 1] > opens) return [starts, place.times[turn + 1]];
    }
    return null;
  }

  /* When the stretch of time that was asked for opens; now, unless it is later. */
  const opening = (when, now, zone) => stretch(when, now, zone)?.[0] ?? now;

  /* When a place is first on in a stretch of time, as a moment to sort by; Infinity where it is not. */
  function onWithin(place, begins, [opens, closes]) {
    if (place.time === "always") return opens;
    const first = firstAfter(place, begins, opens);
    return first && (first[0] < closes) ? Math.max(first[0], opens) : Infinity;
  }

  const put = (sentence, gaps) => sentence.replace(/\{(\w+)\}/g, (whole, name) => gaps[name] ?? whole);

  function clockSaid(wall, words) {
    const [hour, minute] = [Math.floor((wall % DAY) / HOUR), wall % HOUR];
    return `${hour % 12 || 12}:${String(minute).padStart(2, "0")} ${hour < 12 ? words.am : words.pm}`;
  }

  function dateSaid(wall, words) {
    const form = formOf({ timeZone: "UTC", weekday: "short", month: "short", day: "numeric" });
    const parts = Object.fromEntries(form.formatToParts(wall * 60_000).map(({ type, value }) => [type, value]));
    const said = put(words.date, parts);
    return said[0].toUpperCase() + said.slice(1);
  }

  function daySaid(wall, today, words) {
    const away = dayOf(wall) - dayOf(today);
    if (away === 0) return wall % DAY >= EVENING * HOUR ? words.tonight : words.this_day;
    return away === 1 ? words.tomorrow : "";
  }

  function startSaid(starts, now, zone, words) {
    const wall = wallAt(starts, zone);
    const day = daySaid(wall, wallAt(now, zone), words);
    const said = day ? `${day} ${clockSaid(wall, words)}` : `${dateSaid(wall, words)}, ${clockSaid(wall, words)}`;
    return said + zoneSaid(starts, zone);
  }

  function endSaid(ends, now, zone, words) {
    const [wall, today] = [wallAt(ends, zone), wallAt(now, zone)];
    const day = dayOf(wall) === dayOf(today) ? "" : `${daySaid(wall, today, words) || dateSaid(wall, words)} `;
    return put(words.until, { time: day.toLowerCase() + clockSaid(wall, words) }) + zoneSaid(ends, zone);
  }

  /* The name of the zone of a place, where its clock differs from that of this device. */
  function zoneSaid(moment, zone) {
    if (zone === here || wallAt(moment, zone) === wallAt(moment, here)) return "";
    const form = formOf({ timeZone: zone, timeZoneName: "longGeneric" });
    return ` (${form.formatToParts(moment * 60_000).find(({ type }) => type === "timeZoneName").value})`;
  }

  function waitSaid(minutes, words) {
    if (minutes > words.soon_hours * HOUR) return "";
    if (minutes > words.soon_minutes) return `, ${put(words.in_hours, { hours: Math.round(minutes / HOUR) })}`;
    return `, ${put(words.in_minutes, { minutes: Math.max(minutes, 1) })}`;
  }

  /* What is said of a place's time from `opens` on, and how warmly it is colored; what has run out is told by its rule. */
  function said(place, { begins, now, opens, words }) {
    if (place.time === "always") return { text: words.always, tone: "now" };
    if (place.time !== "times") return { text: words[place.time], tone: "none" };
    const first = firstAfter(place, begins, opens);
    if (!first) return { text: place.hours.join("; ") || words.over, tone: "none" };
    const [starts, length] = first;
    if (starts > now) {
      const tone = starts - now <= SOON ? "soon" : "later";
      return { text: startSaid(starts, now, place.timezone, words) + waitSaid(starts - now, words), tone };
    }
    if (length >= DAY) return { text: words.around_the_clock, tone: "now" };
    return { text: endSaid(starts + length, now, place.timezone, words), tone: "now" };
  }

  /* The next times of a place, as its page lists them. */
  function next(place, begins, now, most, words) {
    const times = [];
    for (let turn = 0; turn < place.times.length && times.length < most; turn += 2) {
      const starts = begins + place.times[turn];
      if (starts + place.times[turn + 1] > now) times.push(startSaid(starts, now, place.timezone, words));
    }
    return times;
  }

  return { minuteOf, stretch, opening, onWithin, said, next, put };
})();
