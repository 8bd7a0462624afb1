import type { Endpoint, Tunnel } from "./tunnel.ts";

/** Parameters of a resource by name, with their real values. */
export type RealParams = ReadonlyMap<string, string>;

/** Search domains answer over HTTPS, and their endpoint names no port. */
const httpsPort = 443;

function portBeside(name: string, params: RealParams): number | undefined {
	const beside = name === "host" ? "port" : name.replace(/Host$/, "Port");
	const port = Number(params.get(beside) ?? params.get("port"));
	return Number.isInteger(port) && port > 0 ? port : undefined;
}

/** Where a resource listens, as its parameters say it: `host` and `port`, `readerHost` and `readerPort`, an endpoint. */
export function endpointsOf(params: RealParams): readonly Endpoint[] {
	const found = new Map<string, Endpoint>();
	for (const [name, value] of params) {
		const isHost = name === "host" || name.endsWith("Host");
		const isEndpoint = /endpoint$/i.test(name) && /^[a-z0-9.-]+$/i.test(value);
		const port = isHost ? portBeside(name, params) : isEndpoint ? httpsPort : undefined;
		if (port !== undefined && value !== "") found.set(`${value}:${port}`, { host: value, port });
	}
	return [...found.values()];
}

/** A port belongs to the host of the same name: `readerPort` to `readerHost`. */
function localPortOf(name: string, tunnels: readonly Tunnel[], params: RealParams): number | undefined {
	const host = params.get(name === "port" ? "host" : name.replace(/Port$/, "Host"));
	return tunnels.find((tunnel) => tunnel.host === host && String(tunnel.port) === params.get(name))
		?.localPort;
}

function throughTunnels(name: string, value: string, tunnels: readonly Tunnel[], params: RealParams): string {
	if (/port$/i.test(name)) return String(localPortOf(name, tunnels, params) ?? value);
	return tunnels.reduce(
		(text, { host, port, localPort }) =>
			text.replaceAll(`${host}:${port}`, `127.0.0.1:${localPort}`).replaceAll(host, "127.0.0.1"),
		value,
	);
}

/** The parameters of a resource with the addresses of its tunnels in the place of its own. */
export function tunnelled(params: RealParams, tunnels: readonly Tunnel[]): RealParams {
	return new Map(
		[...params].map(([name, value]) => [name, throughTunnels(name, value, tunnels, params)] as const),
	);
}
