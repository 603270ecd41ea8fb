import { CATALOGUE } from "#lib/gateway/errors/catalogue.ts";
import { EXPLANATIONS } from "./docs/error-explanations.ts";
import { errorsPage } from "./docs/errors-page.ts";
import { keepGenerated } from "./docs/generated-file.ts";

keepGenerated("docs/errors.md", errorsPage(CATALOGUE, EXPLANATIONS));
