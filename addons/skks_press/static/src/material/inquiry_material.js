import { materialSources } from "@skks_crm/material/attachment_list_patch";

materialSources.add("skks.inquiry", true);
