/** AWS's page about the schedules of EventBridge rules; all that this file knows comes from it. */
export const scheduleSource =
	"https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-scheduled-rule-pattern.html";

/** What is wrong with a schedule expression. */
export type ScheduleFault = {
	/** Continues the sentence `"…" is not a schedule: `. */
	readonly message: string;
	readonly hint: string;
	/** The expression that was most likely meant. */
	readonly meant?: string;
};

type Field = {
	/** One value of the field, with its article. */
	readonly noun: string;
	readonly minimum: number;
	readonly maximum: number;
	/** Names that stand for numbers, the first for `minimum`. */
	readonly words?: readonly string[];
	readonly special?: RegExp;
};

const months = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
const days = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

const MINUTES: Field = { noun: "a minute", minimum: 0, maximum: 59 };
const HOURS: Field = { noun: "an hour", minimum: 0, maximum: 23 };
/** `L` is the last day, `L-3` three days before it, `15W` the weekday nearest to the 15th, `LW` the last weekday. */
const DAY_OF_MONTH: Field = {
	noun: "a day of the month",
	minimum: 1,
	maximum: 31,
	special: /^(L(-([1-9]|[12]\d|30))?|LW|([1-9]|[12]\d|3[01])W)$/,
};
const MONTH: Field = { noun: "a month", minimum: 1, maximum: 12, words: months };
/** `L` is Saturday, `6L` the last Friday of the month, `3#2` its second Tuesday. */
const DAY_OF_WEEK: Field = {
	noun: "a day of the week",
	minimum: 1,
	maximum: 7,
	words: days,
	special: /^(L|([1-7]|SUN|MON|TUE|WED|THU|FRI|SAT)(L|#[1-5]))$/,
};
const YEAR: Field = { noun: "a year", minimum: 1970, maximum: 2199 };

const fieldNames = "minutes, hours, day of the month, month, day of the week, year";

/** What is wrong with the `ScheduleExpression` of a rule; `undefined` when nothing is. */
export function findScheduleFault(expression: string): ScheduleFault | undefined {
	const rate = /^rate\((.*)\)$/.exec(expression);
	if (rate) return findRateFault(rate[1] ?? "");
	const cron = /^cron\((.*)\)$/.exec(expression);
	if (cron) return findCronFault(cron[1] ?? "");
	return unknownForm(expression);
}

function unknownForm(expression: string): ScheduleFault {
	const hint = `write rate(5 minutes) or cron(0 8 * * ? *), see ${scheduleSource}`;
	if (/^at\(/.test(expression)) return { message: "a rule cannot run once at a given time", hint };
	const bare = expression.trim();
	if (/^\d+ (minute|hour|day)s?$/.test(bare))
		return { message: "rate( ) is missing around it", hint, meant: `rate(${bare})` };
	if (bare.split(/\s+/).length === 6)
		return { message: "cron( ) is missing around it", hint, meant: `cron(${bare})` };
	return { message: "it must be rate(…) or cron(…)", hint };
}

function findRateFault(content: string): ScheduleFault | undefined {
	const parts = /^\s*(\S+)\s+(\S+)\s*$/.exec(content);
	const form = `a rate is a whole number and minutes, hours or days, for example rate(5 minutes); see ${scheduleSource}`;
	if (!parts) return { message: "the rate needs a number and a unit", hint: form };
	const [, value = "", unit = ""] = parts;
	if (!/^[1-9]\d*$/.test(value)) return { message: `"${value}" is not a whole number above 0`, hint: form };
	const singular = /^(minute|hour|day)s?$/.exec(unit)?.[1];
	if (singular === undefined) return { message: `"${unit}" is not a unit`, hint: form };
	const wanted = value === "1" ? singular : `${singular}s`;
	const meant = `rate(${value} ${wanted})`;
	if (unit !== wanted)
		return { message: `the unit of ${value} must be "${wanted}"`, hint: `write ${meant}`, meant };
	if (content !== `${value} ${unit}`)
		return { message: "there are too many spaces in it", hint: `write ${meant}`, meant };
	return undefined;
}

function findCronFault(content: string): ScheduleFault | undefined {
	const values = content
		.trim()
		.split(/\s+/)
		.filter((value) => value !== "");
	if (values.length !== 6) return wrongFieldCount(values);
	const [minutes = "", hours = "", dayOfMonth = "", month = "", dayOfWeek = "", year = ""] = values;
	const isAnyDay = dayOfMonth === "?";
	if (isAnyDay === (dayOfWeek === "?")) return wrongDays(values, isAnyDay);
	const checked: readonly (readonly [Field, string])[] = [
		[MINUTES, minutes],
		[HOURS, hours],
		...(isAnyDay ? [] : [[DAY_OF_MONTH, dayOfMonth] as const]),
		[MONTH, month],
		...(isAnyDay ? [[DAY_OF_WEEK, dayOfWeek] as const] : []),
		[YEAR, year],
	];
	for (const [field, value] of checked) {
		const wrong = findWrongPart(field, value.toUpperCase());
		if (wrong !== undefined) return wrongField(field, wrong);
	}
	return undefined;
}

function wrongFieldCount(values: readonly string[]): ScheduleFault {
	const [minutes, hours, dayOfMonth, month, dayOfWeek] = values;
	const hint = `the fields are ${fieldNames}; see ${scheduleSource}`;
	const message = `it has ${values.length} ${values.length === 1 ? "field" : "fields"}, but must have 6`;
	if (values.length !== 5) return { message, hint };
	// Five fields are those of Unix, which has no year and counts the days of the week from 0.
	if (dayOfWeek !== "*")
		return { message, hint: `Unix has no year, and counts the days of the week differently: ${hint}` };
	return {
		message,
		hint: `add the year: ${hint}`,
		meant: `cron(${minutes} ${hours} ${dayOfMonth} ${month} ? *)`,
	};
}

function wrongDays(values: readonly string[], bothAny: boolean): ScheduleFault {
	const [minutes, hours, dayOfMonth, month, dayOfWeek, year] = values;
	const message = bothAny
		? "day of the month and day of the week cannot both be ?"
		: "one of day of the month and day of the week must be ?";
	const isOpen = dayOfWeek === "*" || dayOfWeek === "?";
	const fixed = isOpen ? [bothAny ? "*" : dayOfMonth, month, "?"] : ["?", month, dayOfWeek];
	const isClear = isOpen || dayOfMonth === "*";
	return {
		message,
		hint: `write ? in the field that does not matter; see ${scheduleSource}`,
		...(isClear && { meant: `cron(${[minutes, hours, ...fixed, year].join(" ")})` }),
	};
}

function wrongField(field: Field, part: string): ScheduleFault {
	const words = field.words ? ` or ${field.words[0]} to ${field.words.at(-1)}` : "";
	return {
		message: `"${part}" is not ${field.noun}`,
		hint: `use ${field.minimum} to ${field.maximum}${words}, lists (1,2), ranges (1-5) and steps (0/10); see ${scheduleSource}`,
	};
}

/** The first item of the list in `value` that does not fit. */
function findWrongPart(field: Field, value: string): string | undefined {
	const parts = value.split(",");
	// AWS takes one day with # only: a list of them would be two expressions.
	if (parts.length > 1 && value.includes("#")) return value;
	return parts.find((part) => !fits(field, part));
}

function fits(field: Field, part: string): boolean {
	if (field.special?.test(part)) return true;
	const [base = "", step, ...rest] = part.split("/");
	if (rest.length > 0 || (step !== undefined && !isStep(field, step))) return false;
	if (base === "*") return true;
	const bounds = base.split("-");
	return bounds.length <= 2 && bounds.every((bound) => isValue(field, bound));
}

function isStep(field: Field, step: string): boolean {
	return /^\d+$/.test(step) && Number(step) >= 1 && Number(step) <= field.maximum;
}

function isValue(field: Field, text: string): boolean {
	if (field.words?.includes(text)) return true;
	return /^\d+$/.test(text) && Number(text) >= field.minimum && Number(text) <= field.maximum;
}
