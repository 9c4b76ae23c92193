import { StaticList } from "@web/model/relational_model/static_list";
import { patch } from "@web/core/utils/patch";
import { ListRenderer } from "@web/views/list/list_renderer";

/** Lists of the same form, other than this one, in which a row is being edited. */
function othersInEdition(list) {
    return Object.values(list._parent?.data ?? {}).filter(
        (other) => other instanceof StaticList && other !== list && other.editedRecord
    );
}

/**
 * A new line in one list of a form ends the editing of a line in another one.
 *
 * Core stops that click before the other list sees it: both lines stay open, and the
 * Tab key leads back to the first one, where the next words overwrite it.
 */
patch(ListRenderer.prototype, {
    async add(params) {
        const others = othersInEdition(this.props.list);
        const left = await Promise.all(others.map((other) => other.leaveEditMode()));
        if (left.every(Boolean)) {
            return super.add(params);
        }
    },
});
