// Next looks for this file in the folders above too, and would start the gateway.
export function register() {}
