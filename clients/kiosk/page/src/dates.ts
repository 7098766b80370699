/* Dates, times and ages in Dutch. "Gisteren" follows the calendar, not 24 hours. */
import type { Clock, LocalTime } from "./clock";
import { texts } from "./texts";

const MINUTE_MS = 60000;
const HOUR_MS = 60 * MINUTE_MS;
const OLD_DAYS = 14;

export function hhmm(time: LocalTime): string {
  return `${time.hour}:${String(time.minute).padStart(2, "0")}`;
}

export function weekdayDate(time: LocalTime): string {
  return `${texts.weekdays[time.weekday]} ${time.day} ${texts.months[time.month]}`;
}

/* With the year only when it is another one. */
export function dayMonth(time: LocalTime, now: LocalTime): string {
  const date = `${time.day} ${texts.months[time.month]}`;
  return time.year === now.year ? date : `${date} ${time.year}`;
}

/* 14:05, and with the date in front when that was not today. */
export function momentText(clock: Clock, utc: number, nowUtc: number): string {
  const time = clock.local(utc);
  const now = clock.local(nowUtc);
  if (!time || !now) return "";
  return time.dayNumber === now.dayNumber ? hhmm(time) : `${dayMonth(time, now)} ${hhmm(time)}`;
}

/* How old a question is. Frozen: what stays true while the picture stands still. */
export function ageText(clock: Clock, askedUtc: number, nowUtc: number | undefined, frozen: boolean): string {
  const now = nowUtc === undefined ? undefined : clock.local(nowUtc);
  const asked = clock.local(askedUtc);
  if (!now || !asked || nowUtc === undefined) return "";
  const ago = nowUtc - askedUtc;
  const days = now.dayNumber - asked.dayNumber;
  if (frozen && days <= 0) return texts.askedAt(hhmm(asked));
  if (!frozen && ago < MINUTE_MS) return texts.justNow;
  if (!frozen && ago < HOUR_MS) return texts.minutesAgo(Math.floor(ago / MINUTE_MS));
  if (days <= 0) return texts.hoursAgo(Math.floor(ago / HOUR_MS));
  if (days === 1) return texts.yesterday;
  if (days <= OLD_DAYS) return texts.daysAgo(days);
  return texts.onDate(dayMonth(asked, now));
}

/* A figure that nobody has confirmed for two weeks. */
export function isOld(clock: Clock, utc: number, nowUtc: number | undefined): boolean {
  const now = nowUtc === undefined ? undefined : clock.local(nowUtc);
  const then = clock.local(utc);
  return !!now && !!then && now.dayNumber - then.dayNumber > OLD_DAYS;
}

/* How long something lasts: 40 minuten, 8 uur, 3 dagen. */
export function spanText(ms: number): string {
  if (ms < HOUR_MS) return texts.minutes(Math.max(1, Math.floor(ms / MINUTE_MS)));
  const hours = Math.floor(ms / HOUR_MS);
  return hours < 48 ? texts.hours(hours) : texts.days(Math.floor(hours / 24));
}
