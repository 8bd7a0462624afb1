import {
	Agent,
	createServer,
	type IncomingMessage,
	request,
	type Server,
	type ServerResponse,
} from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { type Answer, type AwsCall, type AwsError, awsError, readCall } from "./aws-call.ts";

/** What happens to a call. The target gets the call only where it says so. */
export type Fault =
	/** An error in the words of the service, such as `{ code: "ThrottlingException" }`. */
	| ({ readonly kind: "error" } & AwsError)
	/** Any other answer. */
	| { readonly kind: "answer"; readonly status: number; readonly body?: string }
	/** No answer, ever. */
	| { readonly kind: "hang" }
	/** The connection is reset `before` the target gets the call, `after` it has done it (the answer is lost) or in
	 * the `middle` of the answer. */
	| { readonly kind: "reset"; readonly when: "before" | "after" | "middle" }
	/** The target's answer ends after so many bytes, and the connection with it. */
	| { readonly kind: "truncate"; readonly bytes: number }
	/** One byte of the target's answer is wrong. */
	| { readonly kind: "corrupt" }
	/** The target's answer comes at this speed. */
	| { readonly kind: "slow"; readonly bytesPerSecond: number }
	/** The target gets the call so many milliseconds later. */
	| { readonly kind: "delay"; readonly ms: number };

/** Calls that a fault is for. A pattern is a whole text or a regular expression; what is left out matches all. */
export type FaultRule = {
	readonly service?: string | RegExp;
	readonly action?: string | RegExp;
	readonly method?: string | RegExp;
	readonly path?: string | RegExp;
	readonly account?: string | RegExp;
	/** So many matching calls are let through first. */
	readonly skip?: number;
	/** The fault happens so many times; always when left out. */
	readonly times?: number;
	readonly fault: Fault;
};

/** One call that came, in the order in which they came. */
export type LoggedCall = AwsCall & {
	readonly method: string;
	readonly path: string;
	readonly bytes: number;
	readonly fault?: Fault["kind"];
};

export type FaultProxyOptions = {
	/** Where calls go: the endpoint of a sandbox. */
	readonly target: string;
	/** 0, or nothing, takes a free one. */
	readonly port?: number;
	/** Added to every signed call, from and to milliseconds, spread evenly: what a real network costs. */
	readonly latencyMs?: readonly [number, number];
};

/** A proxy in front of the sandbox that can break calls. */
export type FaultProxy = {
	/** The endpoint to give to whoever is tested. */
	readonly endpoint: string;
	addRule(rule: FaultRule): void;
	clearRules(): void;
	log(): readonly LoggedCall[];
	close(): Promise<void>;
};

type ActiveRule = { readonly rule: FaultRule; skipped: number; used: number };

/** Starts a proxy on 127.0.0.1. The first rule that matches a call decides what happens to it. */
export async function startFaultProxy(options: FaultProxyOptions): Promise<FaultProxy> {
	const rules: ActiveRule[] = [];
	const log: LoggedCall[] = [];
	const agent = new Agent({ keepAlive: true });
	const target = new URL(options.target);
	const server = createServer((incoming, outgoing) => {
		serve(incoming, outgoing).catch(() => incoming.socket.destroy());
	});

	async function serve(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
		const body = await readAll(incoming);
		const { method = "GET", url = "/", headers } = incoming;
		const call = readCall({ method, url, headers, body });
		const path = url.split("?")[0] ?? "";
		const fault = faultFor(rules, { ...call, method, path });
		log.push({ ...call, method, path, bytes: body.length, ...(fault && { fault: fault.kind }) });
		if (options.latencyMs && call.service !== "data") await sleep(between(options.latencyMs, log.length));
		const forward = () => askTarget(target, agent, incoming, body);
		await answer(fault, call, { incoming, outgoing, forward });
	}

	await new Promise<void>((resolve, reject) => {
		server.once("error", reject);
		server.listen(options.port ?? 0, "127.0.0.1", resolve);
	});
	return {
		endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
		addRule: (rule) => rules.push({ rule, skipped: 0, used: 0 }),
		clearRules: () => {
			rules.length = 0;
		},
		log: () => log,
		close: () => closeServer(server, agent),
	};
}

function faultFor(rules: readonly ActiveRule[], call: Omit<LoggedCall, "bytes">): Fault | undefined {
	for (const active of rules) {
		const { rule } = active;
		const keys = ["service", "action", "method", "path", "account"] as const;
		if (!keys.every((key) => matches(rule[key], call[key] ?? ""))) continue;
		if (active.skipped < (rule.skip ?? 0)) {
			active.skipped += 1;
			continue;
		}
		if (rule.times !== undefined && active.used >= rule.times) continue;
		active.used += 1;
		return rule.fault;
	}
	return undefined;
}

function matches(pattern: string | RegExp | undefined, text: string): boolean {
	return pattern === undefined || (typeof pattern === "string" ? pattern === text : pattern.test(text));
}

/** A latency that looks random and is the same in every run: the fraction of a multiple of the golden ratio. */
function between([from, to]: readonly [number, number], count: number): number {
	return from + ((count * 0.618_034) % 1) * (to - from);
}

type Exchange = {
	readonly incoming: IncomingMessage;
	readonly outgoing: ServerResponse;
	forward(): Promise<TargetAnswer>;
};

type TargetAnswer = {
	readonly status: number;
	readonly headers: IncomingMessage["headers"];
	readonly body: Buffer;
};

async function answer(fault: Fault | undefined, call: AwsCall, exchange: Exchange): Promise<void> {
	const { incoming, outgoing, forward } = exchange;
	switch (fault?.kind) {
		case "hang":
			return;
		case "error":
			return sendAnswer(outgoing, awsError(call.protocol, fault));
		case "answer":
			return sendAnswer(outgoing, { status: fault.status, headers: {}, body: fault.body ?? "" });
		case "reset":
			return await reset(fault.when, exchange);
		case "truncate":
			return cut(outgoing, await forward(), fault.bytes, () => incoming.socket.destroy());
		case "slow":
			return await trickle(outgoing, await forward(), fault.bytesPerSecond);
		case "corrupt":
			return send(outgoing, corrupted(await forward()));
		case "delay":
			await sleep(fault.ms);
			return send(outgoing, await forward());
		case undefined:
			return send(outgoing, await forward());
	}
}

async function reset(when: "before" | "after" | "middle", exchange: Exchange): Promise<void> {
	const { incoming, outgoing, forward } = exchange;
	const end = () => resetConnection(incoming.socket);
	if (when === "before") return end();
	const answered = await forward();
	if (when === "after") return end();
	cut(outgoing, answered, answered.body.length >> 1, end);
}

function resetConnection(socket: Socket): void {
	socket.resetAndDestroy();
}

function sendAnswer(outgoing: ServerResponse, { status, headers, body }: Answer): void {
	outgoing.writeHead(status, headers).end(body);
}

function send(outgoing: ServerResponse, { status, headers, body }: TargetAnswer): void {
	outgoing.writeHead(status, headers).end(body);
}

/** Sends the first `bytes` of an answer whose head promises all of it. */
function cut(outgoing: ServerResponse, answered: TargetAnswer, bytes: number, end: () => void): void {
	outgoing.writeHead(answered.status, answered.headers);
	outgoing.flushHeaders();
	// The bytes have to be on their way before the connection ends, or the client sees none of them.
	outgoing.write(answered.body.subarray(0, bytes), () => setTimeout(end, 20));
}

async function trickle(
	outgoing: ServerResponse,
	answered: TargetAnswer,
	bytesPerSecond: number,
): Promise<void> {
	outgoing.writeHead(answered.status, answered.headers);
	const step = Math.max(1, Math.round(bytesPerSecond / 10));
	for (let sent = 0; sent < answered.body.length && !outgoing.destroyed; sent += step) {
		await sleep(100);
		outgoing.write(answered.body.subarray(sent, sent + step));
	}
	outgoing.end();
}

function corrupted(answered: TargetAnswer): TargetAnswer {
	const body = Buffer.from(answered.body);
	const middle = body.length >> 1;
	body[middle] = (body[middle] ?? 0) ^ 0xff;
	return { ...answered, body };
}

async function readAll(stream: AsyncIterable<Buffer>): Promise<Buffer> {
	const chunks: Buffer[] = [];
	for await (const chunk of stream) chunks.push(chunk);
	return Buffer.concat(chunks);
}

/** Sends the call on as it came; only what belongs to one connection is made anew. */
function askTarget(
	target: URL,
	agent: Agent,
	incoming: IncomingMessage,
	body: Buffer,
): Promise<TargetAnswer> {
	const { "transfer-encoding": _, expect: __, connection: ___, ...headers } = incoming.headers;
	const { method = "GET", url = "/" } = incoming;
	const hasBody = body.length > 0 || (method !== "GET" && method !== "HEAD");
	return new Promise((resolve, reject) => {
		const asked = request({
			host: target.hostname,
			port: target.port,
			agent,
			method,
			path: url,
			headers: { ...headers, ...(hasBody && { "content-length": body.length }) },
		});
		asked.on("error", reject);
		asked.on("response", (response) => {
			readAll(response).then((answered) => {
				const { "transfer-encoding": _te, connection: _c, "keep-alive": _k, ...kept } = response.headers;
				const length = method === "HEAD" ? {} : { "content-length": String(answered.length) };
				resolve({ status: response.statusCode ?? 502, headers: { ...kept, ...length }, body: answered });
			}, reject);
		});
		asked.end(body);
	});
}

async function closeServer(server: Server, agent: Agent): Promise<void> {
	const closed = new Promise<void>((resolve) => server.close(() => resolve()));
	server.closeAllConnections();
	agent.destroy();
	await closed;
}
