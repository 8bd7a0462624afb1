import type { CodeAnswer } from "../../config/program/answer.ts";

/** The bundled code of the user, as it is handed to the child process. */
export type BundledCode = {
	/** Path of the file that was bundled: what is loaded by name is looked for from there. */
	readonly entry: string;
	/** Path of the bundle. */
	readonly bundle: string;
	/** Path of its source map. */
	readonly map: string;
	/** Folder that the names in the source map are relative to. */
	readonly mapRoot: string;
	readonly format: "cjs" | "esm";
};

/** What a function of the user's code is called with when it makes a config. */
export type ConfigParams = {
	readonly projectName: string;
	readonly stage: string;
	readonly region: string;
	readonly command: string;
	readonly awsProfile: string;
	readonly user: { readonly id: string; readonly name: string; readonly email: string };
	readonly cliArgs: Readonly<Record<string, unknown>>;
};

/** What the child process does with the code. */
export type Task =
	/** Gives the value of a config. */
	| { readonly kind: "config"; readonly params: ConfigParams }
	/** Runs the functions of a config that change its template. */
	| {
			readonly kind: "transform";
			readonly params: ConfigParams;
			readonly steps: readonly {
				readonly resource: string;
				readonly key: string;
				readonly logicalId: string;
			}[];
			readonly final: boolean;
			/** `template`, and perhaps `companion`: that of the companion stack, whose resources have transforms too. */
			readonly templates: unknown;
	  }
	/** Synthesizes an exported class of the AWS CDK. */
	| {
			readonly kind: "construct";
			readonly exportName: string;
			/** Id of the construct in its stack. */
			readonly name: string;
			readonly properties: unknown;
	  }
	/** Calls an exported function; `data`: what is exported may be a value as well. */
	| {
			readonly kind: "call";
			readonly exportName: string;
			readonly args: readonly unknown[];
			readonly data: boolean;
	  };

/** The one thing that the child process is told, as a file. */
export type Request = {
	readonly code: BundledCode;
	readonly task: Task;
	/** What the code is called in messages. */
	readonly called: string;
	/** Path of the file that the answer is written to. */
	readonly answer: string;
};

export type { CodeAnswer };
