import type { Finding, Surroundings } from "../kind.ts";
import { instanceName } from "./names.ts";
import { type Convex, engineOf, hasDashboard } from "./properties.ts";

function checkDomains(convex: Convex): readonly Finding[] {
	const { customDomains } = convex.values;
	if (!customDomains) return [];
	if (hasDashboard(convex) && !customDomains.dashboard) {
		return [
			{
				code: "convex-domain-missing",
				message: "the dashboard has no domain, while the others have one",
				path: ["customDomains"],
				atKey: true,
				hint: "add customDomains.dashboard, or set dashboard.enabled to false",
			},
		];
	}
	if (hasDashboard(convex) || !customDomains.dashboard) return [];
	return [
		{
			code: "convex-domain-unused",
			message: "there is no dashboard that this domain could lead to",
			path: ["customDomains", "dashboard"],
			atKey: true,
			hint: "remove it, or set dashboard.enabled to true",
		},
	];
}

function checkDashboard(convex: Convex): readonly Finding[] {
	const { dashboard } = convex.values;
	if (!hasDashboard(convex) || dashboard?.allowedIpRanges?.length) return [];
	return [
		{
			code: "dashboard-open-to-internet",
			severity: "warning",
			message: "everybody can open the dashboard, which an admin key alone protects",
			path: dashboard ? ["dashboard"] : [],
			atKey: true,
			hint: "list your addresses in dashboard.allowedIpRanges, or set dashboard.enabled to false",
		},
	];
}

function checkEngine(convex: Convex): readonly Finding[] {
	const { type } = engineOf(convex);
	if (!type.includes("postgres")) {
		const message = `Convex keeps its documents in PostgreSQL, and not in ${type}`;
		const hint = "use postgres, aurora-postgresql or aurora-postgresql-serverless-v2";
		return [{ code: "convex-needs-postgres", message, path: ["database", "engine", "type"], hint }];
	}
	if (typeof instanceName(convex) === "string") return [];
	const message =
		"the name of the database must be known before the deploy, because the admin key is made of it";
	const path = ["database", "engine", "properties", "dbName"];
	return [{ code: "value-known-at-deploy", message, path, hint: "write the name itself" }];
}

/** A schema is no must: without it documents are of any shape. */
function checkSchema({ values }: Convex, { fact }: Surroundings): readonly Finding[] {
	const folder = String(values.appDirectory).replace(/\/+$/, "");
	if (fact({ kind: "path", path: folder }) !== "directory") return [];
	const isMissing = (ending: string) => fact({ kind: "path", path: `${folder}/schema.${ending}` }) === null;
	if (!["ts", "js"].every(isMissing)) return [];
	return [
		{
			code: "convex-schema-missing",
			severity: "warning",
			message: `there is no schema.ts in "${folder}", so that documents of any shape are stored`,
			path: ["appDirectory"],
			hint: "add one: https://docs.convex.dev/database/schemas",
		},
	];
}

/** Finds what is wrong with a Convex backend, beyond what is wrong with its parts. */
export function checkConvex(convex: Convex, surroundings: Surroundings): readonly Finding[] {
	return [
		...checkDomains(convex),
		...checkDashboard(convex),
		...checkEngine(convex),
		...checkSchema(convex, surroundings),
	];
}
