import { batchJob } from "../../../../engine/resources/batch-job/index.ts";
import type { Job } from "../../../../engine/resources/batch-job/properties.ts";
import { accepted } from "../../../support/placed.ts";

type Values = Job["values"];

/** A small job whose image is ready, with further `values`. */
export function job(values: Partial<Values> = {}, name = "job"): Job {
	const all: Values = {
		container: { packaging: { type: "prebuilt-image", properties: { image: "busybox:1.37" } } },
		resources: { cpu: 1, memory: 1800 },
		...values,
	};
	return { ...accepted(batchJob, name, all), values: all };
}
