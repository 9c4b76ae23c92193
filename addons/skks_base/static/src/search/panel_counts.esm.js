import { patch } from "@web/core/utils/patch";
import { KanbanController } from "@web/views/kanban/kanban_controller";
import { ListController } from "@web/views/list/list_controller";

/**
 * The numbers of the side panel follow what a button of a list or card has done.
 *
 * Core reads the rows anew after an action, but counts for the panel only when the search
 * changes. A search passes on what it looks for; a reading without it is one after an action.
 */
function countAfterActions(controller) {
    const { model } = controller;
    const { searchModel } = controller.env;
    const load = model.load;
    model.load = async (params) => {
        const result = await load.call(model, params);
        if (!params && searchModel?.display?.searchPanel) {
            searchModel.searchPanelInfo.shouldReload = true;
            await searchModel._reloadSections();
            await searchModel.sectionsPromise;
            controller.render(true);
        }
        return result;
    };
}

patch(ListController.prototype, {
    setup() {
        super.setup(...arguments);
        countAfterActions(this);
    },
});

patch(KanbanController.prototype, {
    setup() {
        super.setup(...arguments);
        countAfterActions(this);
    },
});
