import { multiContainerWorkload } from "../../../../engine/resources/multi-container-workload/index.ts";
import type {
	Container,
	Workload,
} from "../../../../engine/resources/multi-container-workload/properties.ts";
import { accepted } from "../../../support/placed.ts";

type Values = Workload["values"];

/** An image that is ready. */
export const prebuilt: Container["packaging"] = {
	type: "prebuilt-image",
	properties: { image: "nginx:1.29" },
};

/** A container named `main`, with further `values`. */
export function container(values: Partial<Container> = {}): Container {
	return { name: "main", packaging: prebuilt, ...values };
}

/** A workload of one container on Fargate, with further `values`. */
export function workload(values: Partial<Values> = {}, name = "app"): Workload {
	const all: Values = { containers: [container()], resources: { cpu: 0.25, memory: 512 }, ...values };
	return { ...accepted(multiContainerWorkload, name, all), values: all };
}

/** A config with the workload `app`: its properties in YAML, indented by six, and further resources by two. */
export function config(properties: string, others = ""): string {
	return `resources:
  app:
    type: multi-container-workload
    properties:
${properties}${others}`;
}

/** The container `main` in YAML, for `config`, without what comes behind its packaging. */
export const mainContainer = `      containers:
        - name: main
          packaging: { type: prebuilt-image, properties: { image: "nginx:1.29" } }
`;

/** A small size on Fargate in YAML, for `config`. */
export const small = `      resources: { cpu: 0.25, memory: 512 }
`;
