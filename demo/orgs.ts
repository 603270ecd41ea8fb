/** The organisation the ACME demo accounts belong to; the seed data is written under this id. */
export const ACME_ORG_ID = "8a7cc5d7-bcfa-4db2-bd4b-2e03c76e77f7";

/** The organisation the Globex demo accounts belong to; it must never see ACME's data. */
export const GLOBEX_ORG_ID = "b353fdcc-66b5-4da3-8096-262b6e073ed9";

/** The organisation of whoever runs the platform; it has no data of its own. */
export const ELOQUENT_ORG_ID = "e5b8f0c2-7d14-4c3a-9e61-0a9d5c2b4f18";
