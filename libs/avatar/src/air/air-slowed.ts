/**
 * How many times slower the air is drawn than it flows. Real air is through the trachea within a tenth of a second; a picture that shows
 * moving air says this factor. The breath itself runs in true time.
 */
export const AIR_SLOWED = 20;
