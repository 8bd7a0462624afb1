import assert from "node:assert/strict";
import { findScheduleFault } from "../../../../../engine/resources/shared/events/schedule-expression.ts";

describe("a schedule expression", () => {
	// The examples of AWS's page, and forms that its table of wildcards allows.
	const good = [
		"rate(1 minute)",
		"rate(5 minutes)",
		"rate(1 hour)",
		"rate(7 days)",
		"rate(120 minutes)",
		"cron(0 10 * * ? *)",
		"cron(15 12 * * ? *)",
		"cron(0 18 ? * MON-FRI *)",
		"cron(0 8 1 * ? *)",
		"cron(0/10 * ? * MON-FRI *)",
		"cron(0/5 8-17 ? * MON-FRI *)",
		"cron(0/30 20-2 ? * MON-FRI *)",
		"cron(*/15 * * * ? *)",
		"cron(0 0 L * ? *)",
		"cron(0 0 L-3 * ? *)",
		"cron(0 0 LW * ? *)",
		"cron(0 0 3W * ? *)",
		"cron(0 0 ? * 6L *)",
		"cron(0 0 ? * L *)",
		"cron(0 0 ? * 3#2 *)",
		"cron(0 0 ? * fri#1 *)",
		"cron(0,30 6,18 ? JAN,FEB,DEC 1,7 2026-2030)",
		"cron(0 0 1 1/3 ? *)",
		"cron(59 23 31 12 ? 2199)",
		"cron( 0  10 * * ? * )",
	];
	for (const expression of good) {
		it(`may be ${expression}`, () => assert.equal(findScheduleFault(expression), undefined));
	}

	const bad: readonly (readonly [string, string, string?])[] = [
		["rate(5 minute)", 'the unit of 5 must be "minutes"', "rate(5 minutes)"],
		["rate(1 days)", 'the unit of 1 must be "day"', "rate(1 day)"],
		["rate(0 minutes)", '"0" is not a whole number above 0'],
		["rate(1.5 hours)", '"1.5" is not a whole number above 0'],
		["rate(5 seconds)", '"seconds" is not a unit'],
		["rate(5minutes)", "the rate needs a number and a unit"],
		["rate()", "the rate needs a number and a unit"],
		["rate( 5  minutes )", "there are too many spaces in it", "rate(5 minutes)"],
		["5 minutes", "rate( ) is missing around it", "rate(5 minutes)"],
		["0 8 * * ? *", "cron( ) is missing around it", "cron(0 8 * * ? *)"],
		["at(2026-01-01T00:00:00)", "a rule cannot run once at a given time"],
		["every day", "it must be rate(…) or cron(…)"],
		["", "it must be rate(…) or cron(…)"],
		["cron(0 8 * * *)", "it has 5 fields, but must have 6", "cron(0 8 * * ? *)"],
		["cron(0 8 * * 1-5)", "it has 5 fields, but must have 6"],
		["cron()", "it has 0 fields, but must have 6"],
		["cron(0)", "it has 1 field, but must have 6"],
		["cron(0 8 * * * *)", "one of day of the month and day of the week must be ?", "cron(0 8 * * ? *)"],
		["cron(0 8 15 * * *)", "one of day of the month and day of the week must be ?", "cron(0 8 15 * ? *)"],
		["cron(0 8 * * MON *)", "one of day of the month and day of the week must be ?", "cron(0 8 ? * MON *)"],
		["cron(0 8 1 * MON *)", "one of day of the month and day of the week must be ?"],
		["cron(0 8 ? * ? *)", "day of the month and day of the week cannot both be ?", "cron(0 8 * * ? *)"],
		["cron(60 8 * * ? *)", '"60" is not a minute'],
		["cron(0 24 * * ? *)", '"24" is not an hour'],
		["cron(0 8 32 * ? *)", '"32" is not a day of the month'],
		["cron(0 8 0 * ? *)", '"0" is not a day of the month'],
		["cron(0 8 ? * 0 *)", '"0" is not a day of the week'],
		["cron(0 8 ? * MON,WEEKEND *)", '"WEEKEND" is not a day of the week'],
		["cron(0 8 ? * 3#1,6#3 *)", '"3#1,6#3" is not a day of the week'],
		["cron(0 8 ? * 3#6 *)", '"3#6" is not a day of the week'],
		["cron(0 8 * 13 ? *)", '"13" is not a month'],
		["cron(0 8 * MAI ? *)", '"MAI" is not a month'],
		["cron(0 8 * * ? 1969)", '"1969" is not a year'],
		["cron(0/0 8 * * ? *)", '"0/0" is not a minute'],
		["cron(1-2-3 8 * * ? *)", '"1-2-3" is not a minute'],
		["cron(1/2/3 8 * * ? *)", '"1/2/3" is not a minute'],
		["cron(, 8 * * ? *)", '"" is not a minute'],
		["cron(L 8 * * ? *)", '"L" is not a minute'],
		["cron(0 8 32W * ? *)", '"32W" is not a day of the month'],
	];
	for (const [expression, message, meant] of bad) {
		it(`must not be ${expression || "empty"}`, () => {
			const fault = findScheduleFault(expression);
			assert.equal(fault?.message, message);
			assert.equal(fault?.meant, meant);
			assert.ok(fault?.hint);
		});
		if (meant !== undefined)
			it(`can become ${meant}`, () => assert.equal(findScheduleFault(meant), undefined));
	}
});
