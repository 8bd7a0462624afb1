/** Hours that the clocks of a region are ahead of UTC, in winter. */
const hoursAhead: Readonly<Record<string, number>> = {
	"us-east-1": -5,
	"us-east-2": -5,
	"us-west-1": -8,
	"us-west-2": -8,
	"ca-central-1": -5,
	"eu-west-1": 0,
	"eu-west-2": 0,
	"eu-west-3": 1,
	"eu-central-1": 1,
	"eu-north-1": 2,
	"ap-south-1": 5.5,
	"ap-northeast-1": 9,
	"ap-northeast-2": 9,
	"ap-northeast-3": 9,
	"ap-southeast-1": 8,
	"ap-southeast-2": 10,
	"ap-southeast-3": 7,
	"ap-east-1": 8,
	"sa-east-1": -3,
	"af-south-1": 2,
	"me-south-1": 3,
};

const days: readonly string[] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
const DAY = 24 * 60;
const WEEK = days.length * DAY;

/** Minutes since the beginning of Monday. */
type Minutes = number;

const inWeek = (minutes: number): Minutes => ((minutes % WEEK) + WEEK) % WEEK;

const clock = (minutes: number) => {
	const ofDay = inWeek(minutes) % DAY;
	const hour = String(Math.floor(ofDay / 60)).padStart(2, "0");
	return `${hour}:${String(ofDay % 60).padStart(2, "0")}`;
};

const dayAndClock = (minutes: number) => `${days[Math.floor(inWeek(minutes) / DAY)]}:${clock(minutes)}`;

function readTime(text: string): Minutes | undefined {
	const [, day = "", hour = "", minute = ""] = /^([A-Z][a-z]{2}):([01]\d|2[0-3]):([0-5]\d)$/.exec(text) ?? [];
	const index = days.indexOf(day);
	return index < 0 ? undefined : index * DAY + Number(hour) * 60 + Number(minute);
}

/** Begin and length of a maintenance window; `undefined` for what RDS does not take for one. */
export function readWindow(text: string): { readonly begin: Minutes; readonly minutes: number } | undefined {
	const [from = "", to = "", ...more] = text.split("-");
	const [begin, end] = [readTime(from), readTime(to)];
	if (begin === undefined || end === undefined || more.length > 0) return undefined;
	return { begin, minutes: inWeek(end - begin) };
}

/** When a database is maintained and backed up, in UTC. */
export type Windows = { readonly maintenance: string; readonly backup: string };

/**
 * The windows of a database: what the config says, or Sunday from two to four in the region's own time. The backup
 * begins an hour before and takes half an hour at most, because RDS refuses windows that overlap.
 */
export function windowsOf(region: string, written: string | undefined): Windows {
	const usual = inWeek(days.indexOf("Sun") * DAY + (2 - (hoursAhead[region] ?? 0)) * 60);
	const begin = (written === undefined ? undefined : readWindow(written)?.begin) ?? usual;
	return {
		maintenance: written ?? `${dayAndClock(usual)}-${dayAndClock(usual + 120)}`,
		backup: `${clock(begin - 60)}-${clock(begin - 30)}`,
	};
}
