import { keepGenerated } from "./docs/generated-file.ts";
import { routesSchema } from "./docs/routes-schema.ts";

keepGenerated("routes.schema.json", `${JSON.stringify(routesSchema(), null, 2)}\n`);
