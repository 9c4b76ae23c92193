import { patch } from "@web/core/utils/patch";
import { SearchModel } from "@web/search/search_model";

/**
 * Outlets have fields of their media type and fields of their own, defined on records
 * of two models. Core tells definitions apart by the number of the record alone, so
 * where a type and an outlet's extension had the same number, it took the fields of
 * the one for removed and offered no grouping by them.
 */
patch(SearchModel.prototype, {
    async fillSearchViewItemsProperty() {
        this.skksNumbersOfFields = true;
        try {
            await super.fillSearchViewItemsProperty(...arguments);
        } finally {
            this.skksNumbersOfFields = false;
        }
    },

    async _fetchPropertiesDefinition(resModel, fieldName) {
        const apart = this.skksNumbersOfFields;
        const found = await super._fetchPropertiesDefinition(...arguments);
        if (!apart) {
            return found;
        }
        return found.map((one) => ({
            ...one,
            definitionRecordId: `${fieldName},${one.definitionRecordId}`,
        }));
    },
});
