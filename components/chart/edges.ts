/** Plot edges inside every chart and lane, in CSS pixels: one vertical line is one instant all the way down. */
export const plotLeft = 38;
export const plotRight = 6;
