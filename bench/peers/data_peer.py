"""GDAL's warper and pandas on the same work, as a process that answers one JSON line per JSON line."""
import json
import sys
import time

CELL = 1000.89502334956
WEST, NORTH = -17367530.445161372, 7314540.830638599
ROW0, COL0, ROWS, COLS = 324, 936, 1080, 3456


def peak_bytes():
    with open("/proc/self/status") as status:
        return next(1024 * int(line.split()[1]) for line in status if line.startswith("VmHWM"))


class Warp:
    """Bands in memory from Alaska Albers to the M01 window in memory, by GDAL's warper in one thread."""

    def __init__(self, order):
        import numpy
        from osgeo import gdal, osr

        gdal.UseExceptions()
        gdal.SetConfigOption("GDAL_NUM_THREADS", "1")
        self.gdal, self.method = gdal, order["method"]
        rows, cols = order["rows"], order["cols"]
        values = numpy.fromfile(order["values"], dtype="<f4").reshape(rows, cols)
        self.steps = order["steps"]
        self.source = self.band(cols, rows, osr, 3338, order["transform"])
        for step in range(self.steps):
            self.source.GetRasterBand(step + 1).WriteArray(values)
        self.target = self.band(COLS, ROWS, osr, 6933, [WEST + COL0 * CELL, CELL, 0, NORTH - ROW0 * CELL, 0, -CELL])
        self.name = "GDAL " + gdal.__version__ + ", 1 thread, memory to memory"

    def band(self, cols, rows, osr, epsg, transform):
        made = self.gdal.GetDriverByName("MEM").Create("", cols, rows, self.steps, self.gdal.GDT_Float32)
        system = osr.SpatialReference()
        system.ImportFromEPSG(epsg)
        made.SetProjection(system.ExportToWkt())
        made.SetGeoTransform(transform)
        for step in range(self.steps):
            made.GetRasterBand(step + 1).SetNoDataValue(-9999)
            made.GetRasterBand(step + 1).Fill(-9999)
        return made

    def step(self):
        how = {"nearest": "near"}.get(self.method, self.method)
        self.gdal.Warp(self.target, self.source, resampleAlg=how, multithread=False, warpOptions=["NUM_THREADS=1"])


class Months:
    """A half-hourly table to monthly means: read, missing values known, resampled."""

    def __init__(self, order):
        import pandas

        self.pandas, self.order = pandas, order
        which = "all columns" if order["columns"] is None else "%d columns" % len(order["columns"])
        self.name = "pandas " + pandas.__version__ + ", " + which

    def step(self):
        table = self.pandas.read_csv(
            self.order["file"], skiprows=self.order["skip"], usecols=self.order["columns"], na_values=[-9999]
        )
        table.index = self.pandas.to_datetime(table.pop("TIMESTAMP_START"), format="%Y%m%d%H%M")
        return table.resample("MS").mean()


def main():
    work = None
    for line in sys.stdin:
        question = json.loads(line)
        try:
            if question["kind"] == "open":
                work = Warp(question) if question["task"] == "regrid" else Months(question)
                reply = {"name": work.name}
            elif question["kind"] == "run":
                begin = time.perf_counter()
                for _ in range(question["steps"]):
                    work.step()
                reply = {"ms": 1000 * (time.perf_counter() - begin)}
            else:
                reply = {"bytes": peak_bytes()}
        except Exception as error:
            reply = {"error": str(error)}
        print(json.dumps(reply), flush=True)


main()
